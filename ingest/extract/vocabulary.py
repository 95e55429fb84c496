"""Words that are no entities, and the small closed word lists that the grammars share."""

from __future__ import annotations

from kg.model import EntityType


def _words(text: str) -> tuple[str, ...]:
    """The words of a block of text."""
    return tuple(text.split())


# Words that name a kind, a method or a time, never one thing; a name may contain them.
GENERIC = frozenset(
    _words("""
    a after agent agentic agents agi ai aigc also and another api apis app apps april ar as asi asic asr
    assistant assistants at attention attn audio august b2b b2c base before benchmark benchmarks beta blog bot
    bots browser browsers bug bugs but by cd ceo cfo chat chatbot chatbots chip ci cli cloud code coding
    cofounder community company context coo copilot-like cot cpo cpt cpu cpus crud css cto cua cv data dataset
    datasets dau december deep demo dev dev-tools developer developers devops discord discords dl dpo dx edge
    embedding embeddings engineer engineering enterprise eval evals faq february fine-tuning finetuning for
    framework frameworks free friday from function gdp genai generative global gpu gpus grpo gui guide h1 h2 hd
    he here how hr html http https i ide idea ides image images in infra int8 intelligence interface iot ip ipo
    iq it january jdk json july june key kpi kv lab labs language latency leaderboard learning llm llmops llms
    loop lora machine many march may mcp meme memory ml mllm mlops model models moe monday month more most
    multi multi-agent multimodal mvp new news nlp no not november now npu oauth ocr october of office-like
    offline ok on online open opinion or os os-level oss other our overall paper papers pc pdf pm poc post ppo
    pr preview pricing privacy pro-user prompt prompts q1 q2 q3 q4 qa qps quantization query question r&d rag
    rd react readme reasoning reddit-like repo research researchers rest rl rlhf rlvr roadmap robot robotics
    robots roi router routing rpa saas eda erp crm sandbox saturday scaling sdk search seo september
    server servers service
    several sft she skill skills slm soc some sota source speech sql ssd state stem sunday survey switcher-like
    system systems tag team teams tech test text that the their there these they this those thursday tl to toc
    today token tokens tool tools top tpu-like training transformer transformers tts tuesday tutorial ui uk us
    usa usd user users ux v vc vcs vibe video vla vlm vlms voice vpn vr we web website wednesday week what when
    where which while who why wiki with work worker workflow workflows world xr yaml year yes yesterday you
    """)
)

# Words that may follow a family's name or version.
VARIANTS = frozenset(
    _words("""
    think
    3d a actor advanced agentic air alpha asr audio awq base behemoth beta bf16 canny captioner chat code coder
    codex deepresearch deepthink dev distill dpo edit embedding exp experimental express fast fill flash
    flash-lite fp8 gguf gptq guard haiku heavy hf high huge ii iii image instant instruct int4 int8 it iv
    kontext large latest lightning linear lite live low master math maverick max medium micro mini mlx moe mtp
    multimodal music nano next ocr omni opus oss plus premier preview pro prover qat quality ranger realtime
    reasoner reasoning redux reranker research rl rlhf robotics safeguard schnell scout search sft small sonnet
    spark speciale speech standard terminal terminus thinking tiny transcribe translate tts turbo ultra video
    vision vl vlm voice world writer xhigh xl xxl zero
    """)
)

# Variants that are also written small behind a version.
SMALL_VARIANTS = frozenset(
    _words("""
    flash flash-lite haiku instruct large lite maverick max medium mini nano opus preview pro scout small
    sonnet thinking turbo ultra
    """)
)

# Words behind a hyphen that end the name: GPT-based.
NO_TAIL = frozenset(
    _words("""
    ready near param params parameter parameters wise by up down off out
    aligned and api apis app as assisted backed based built class compatible driven enabled equivalent era
    family first for free generated grade in inspired led level like made made-for native only optimized or
    powered quality related s sama sdk series sized specific style style-of styled t the tier to trained tuned
    vs written
    """)
)

# English words that make the number before them an amount.
ENGLISH_MEASURES = frozenset(
    _words("""
    billion day days hour hours million minutes month months parameters percent points
    times tokens trillion week weeks x year years
    """)
)

# Variants of two words.
TWO_WORD_VARIANTS = frozenset(
    {
        ("codex", "max"),
        ("codex", "mini"),
        ("computer", "use"),
        ("deep", "research"),
        ("deep", "think"),
        ("flash", "image"),
        ("flash", "lite"),
        ("long", "context"),
        ("native", "audio"),
        ("on", "device"),
        ("pro", "max"),
    }
)

# Characters that make the number before them an amount.
MEASURES = frozenset("%+万个人亿位余倍元分千台名周块多大天季家寸小层岁年成折日月期条次款步百种篇美英轮页项")

# Nouns that say what the name beside them is.
MODEL_NOUNS = _words("""
    模型 大脑 大模型 基模 model models llm llms checkpoint checkpoints 权重 weights
""")
PRODUCT_NOUNS = _words("""
    平台 工具 框架 浏览器 应用 app 插件 服务 接口 api 功能 系统 协议 助手 眼镜 芯片 机器人 手机 设备 编辑器
    客户端 产品 套件 引擎 库 智能体 编程语言 音箱 耳机 游戏 网站 平板 汽车 显卡 开源项目 项目 课程 百科
    platform tool tools framework browser service sdk cli plugin extension library assistant engine system
    studio protocol chip robot feature product ide device toolkit suite agent 游戏机 操作系统 数据库
""")
BENCHMARK_NOUNS = _words("""
    数据集 基准 基准测试 评测 评测集 榜单 测试集 benchmark dataset leaderboard
""")
REPORT_NOUNS = _words("""
    报告 白皮书 report 指南 whitepaper
""")
COMPANY_NOUNS = _words("""
    公司 初创 创业公司 团队 厂商 企业 startup company
""")

# Words that end a name and say what it is.
LAST_WORDS: dict[str, EntityType] = {
    **dict.fromkeys(_words("bench benchmark arena eval evals leaderboard dataset exam showdown"), "benchmark"),
    **dict.fromkeys(_words("report index whitepaper survey"), "report"),
    **dict.fromkeys(_words("model models llm"), "model"),
    **dict.fromkeys(
        _words("""
        api sdk app studio builder kit hub framework protocol platform agent agents search tool tools router os browser
        cli workflows workflow skills assistant copilot desktop chat mode cloud
        """),
        "product",
    ),
}

# Everyday words that begin or end with a known name: where one of them stands, the name does not.
EVERYDAY = _words("""
字节级 字节码 字节流 字节数 字节序 字节对 单字节 多字节 千字节 联想到 联想起 计算能力 旧金山 苹果汁 苹果树 小米粥
理想的 理想化 理想主义 理想情况 理想状态 大众化 现代化 通用人工智能 通用模型 通用大模型 移动端 移动互联网 移动设备
荣耀感 开源大模型 资源大模型 快手快脚
""")
