"""Terms that say nothing about the subject, however rare they are: words of everyday, grammar."""

from __future__ import annotations

_STOP_WORDS = """
a about above after again against all also am an and any are around as at be because been before being below between
both but by can could did do does doing done down during each else ever every few for from further get gets getting go
goes going got had has have having he her here hers him his how i if in inside instead into is it its itself just like
made make makes making many may me might more most much must my near no nor not now of off on once one only onto or
other our out outside over own per rather really same shall she should so some such than that the their them then
there these they this those through to together too toward towards under until up upon us use used uses using very via
was way ways we were what when where whether which while who whom whose why will with within without would yet you
your new 什么 怎么 如何 为什 哪些 哪个 一个 有没 没有 能不 不能 可以 还有 有人 自己 我们 他们 这些 那些 以及 关于 系列
最近 新闻 消息 相关 有关 情况 内容 东西 时候 来龙 龙去 去脉
"""
_STOP = frozenset(_STOP_WORDS.split())
# A pair of characters with one of these in it is grammar, or crosses the edge of a word.
_GRAMMAR = frozenset("的了吗呢吧啊是在和与及或把被给让也都就还很才又再得着过对从向以而且之其这那个们么哪谁你我他她它没")


def says_something(term: str) -> bool:
    """Whether an index term (`kg.text.words.words`) says something about the subject.

    >>> [term for term in ("which", "mill", "我们", "的模", "模型") if says_something(term)]
    ['mill', '模型']
    """
    return term not in _STOP and not _GRAMMAR.intersection(term)
