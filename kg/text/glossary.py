"""Words of the trade in both languages, so that a Chinese question finds English words and the other way round.

Each entry lists wordings that mean the same, Chinese before ``=`` and English behind it, separated by ``/``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg.text.words import HAN, words

_ENTRIES = """
人类=human/humans  大模型/大语言模型=large language model/LLM  小模型=small model/small language model
多模态=multimodal  视觉语言模型=vision language model/VLM  世界模型=world model
基础模型/基模=foundation model/base model  推理模型=reasoning model  扩散模型=diffusion model  扩散=diffusion
自回归=autoregressive/autoregression  混合专家/专家混合=mixture of experts/MoE  注意力=attention
稀疏注意力=sparse attention  线性注意力=linear attention  滑动窗口=sliding window  上下文=context
长上下文=long context  上下文窗口=context window  上下文工程=context engineering
上下文学习/情境学习=in-context learning  提示词/提示=prompt  提示词工程=prompt engineering
提示词注入/提示注入=prompt injection  系统提示词=system prompt  思维链=chain of thought/CoT  推理=reasoning/inference
推断=inference  思考=thinking  训练=training  预训练=pretraining/pre-training  后训练=post-training
微调=fine-tuning/finetuning  指令微调=instruction tuning  强化学习=reinforcement learning/RL  奖励=reward
奖励模型=reward model  策略=policy  策略优化=policy optimization  人类反馈=human feedback/RLHF  蒸馏=distillation
量化=quantization/quantized  剪枝=pruning  低秩=low-rank/LoRA  权重=weights  参数=parameters
分词/分词器=tokenizer/tokenization  词元=token/tokens  嵌入/向量=embedding/embeddings  检索=retrieval
检索增强=retrieval-augmented/RAG  重排/重排序=reranking/reranker  知识图谱=knowledge graph  向量数据库=vector database
缓存=cache/caching  吞吐/吞吐量=throughput  延迟=latency  并行=parallel/parallelism
投机解码/推测解码=speculative decoding  解码=decoding  采样=sampling  温度=temperature
确定性=deterministic/determinism  不确定性=uncertainty/nondeterminism  随机=random/stochastic
浮点=floating point/float  精度=precision/accuracy  准确率=accuracy  优化器=optimizer  梯度=gradient
学习率=learning rate  损失=loss  收敛=convergence  缩放定律/规模定律=scaling law/scaling laws  扩展=scaling
涌现=emergent/emergence  泛化=generalization  持续学习=continual learning  灾难性遗忘=catastrophic forgetting
监督学习=supervised learning  自监督=self-supervised  无监督=unsupervised  迁移学习=transfer learning
元学习=meta-learning  机器学习=machine learning  深度学习=deep learning  神经网络=neural network  卷积=convolution
循环神经网络=recurrent network  递归=recursive/recursion  合成数据=synthetic data  数据集=dataset/data set
语料/语料库=corpus  标注=annotation/labeling  数据清洗=data cleaning  基准/基准测试=benchmark
评测/评估=evaluation/eval/assessment  排行榜/榜单=leaderboard/ranking  消融=ablation  幻觉=hallucination
对齐=alignment  安全=safety/security  安全性=safety  越狱=jailbreak  红队=red team/red teaming  护栏=guardrails
可解释性=interpretability/explainability  内省=introspection/introspective  意识=consciousness
性格/人格=personality/character  偏见=bias  谄媚=sycophancy  欺骗=deception  水印=watermark  隐私=privacy
加密=encryption  漏洞=vulnerability/flaw  攻击=attack  网络攻击=cyberattack  恶意软件=malware  钓鱼=phishing
后门=backdoor  投毒=poisoning  智能体/代理=agent/agents/agentic  多智能体=multi-agent  单智能体=single-agent
子智能体=subagent  编排=orchestration  协作/合作=collaboration/cooperation  工具调用=tool use/tool calling/tool calls
函数调用=function calling  规划=planning  记忆=memory  技能=skills/skill  工作流=workflow  自动化=automation/automate
助手=assistant  副驾驶=copilot  插件=plugin/plug-in  扩展程序=extension  浏览器=browser  搜索=search
搜索引擎=search engine  深度研究=deep research  电脑操作/操作电脑=computer use  界面=interface/UI  图形界面=GUI
命令行=command line/CLI/terminal  终端=terminal  协议=protocol  接口=API/interface  开发者=developer/developers
开发工具=developer tools  编程/写代码=coding/programming  代码=code  代码生成=code generation  代码审查=code review
氛围编程=vibe coding  编程助手=coding assistant  编程智能体=coding agent  编程语言=programming language
软件工程=software engineering  软件=software  硬件=hardware  仓库/代码库=repository/codebase
开源=open source/open-source  开放权重=open weight/open-weights  闭源=closed source/proprietary  许可证/许可=license
框架=framework  平台=platform  基础设施=infrastructure  操作系统=operating system  数据库=database
云/云计算/云服务=cloud  边缘/端侧=edge/on-device  容器=container  镜像=image  虚拟机=virtual machine
部署=deploy/deployment  故障=outage/failure/incident  宕机/中断=outage
事后复盘/复盘=postmortem/post-mortem/retrospective  退化/降级=degradation/degraded  修复=fix/patch  调试=debugging
测试=test/testing  监控=monitoring  日志=log/logs  版本=version  更新=update  升级=upgrade  版本控制=version control
芯片=chip/chips/semiconductor  显卡=GPU/GPUs/graphics card  处理器=processor/CPU  加速卡/加速器=accelerator
内存=memory/RAM  算力=compute/computing power  数据中心/机房=data center/data centre/datacenter  服务器=server/servers
机柜/机架=rack  电力=power/electricity  能源=energy  核能/核电=nuclear  吉瓦=gigawatt/GW  冷却/散热=cooling
晶圆=wafer  代工=foundry  光刻=lithography  超级计算机=supercomputer  量子计算=quantum computing  量子=quantum
卫星=satellite/satellites  太空/宇宙=space  轨道=orbit  火箭=rocket  机器人=robot/robots/robotics
人形机器人=humanoid/humanoid robot  工业机器人=industrial robot/factory robot  具身智能/具身=embodied
机械臂=robot arm/robotic arm  灵巧手=dexterous hand  无人机=drone  自动驾驶/无人驾驶=autonomous driving/self-driving
无人车/出租车=robotaxi  电动车/电动汽车=electric vehicle/EV  传感器=sensor  导航=navigation  操控/操作=manipulation
仓储=warehouse  工厂=factory/factories  制造=manufacturing  安装=installation/installed  眼镜=glasses
智能眼镜=smart glasses  腕带=wristband  耳机=earphones/headphones/earbuds  手表=watch  手机=phone/smartphone
平板=tablet  笔记本/电脑=laptop/computer  头显=headset  增强现实=augmented reality/AR  虚拟现实=virtual reality/VR
可穿戴=wearable  音箱=speaker  玩具=toy/toys  伴侣/陪伴=companion  图像/图片=image/images/picture
图像生成/文生图=image generation/text-to-image  图像编辑/修图=image editing  视频=video/videos
视频生成/文生视频=video generation/text-to-video  长视频=long video  动画=animation  电影=film/movie  音频=audio
音乐=music  歌曲=song/songs  语音=voice/speech  语音识别=speech recognition/ASR
语音合成/文字转语音=text-to-speech/TTS/speech synthesis  声音克隆/语音克隆=voice cloning  翻译=translation
字幕=subtitles/captions  三维=3D  空间=spatial  场景=scene  游戏=game/games/gaming  文本=text  文字=text/words
文档=document/documents  文字识别=OCR  表格=table/spreadsheet  电子表格=spreadsheet  幻灯片=slides/presentation
摘要/总结=summary/summarization  写作=writing  压缩=compression/compress  长文本=long text/long document
邮件=email/mail  日历=calendar  群聊=group chat  聊天=chat  聊天机器人=chatbot  对话=conversation/dialogue
私信=direct message  社交=social  社交媒体=social media  推文=tweet  直播=livestream/live streaming  播客=podcast
新闻=news  日报=daily digest/daily briefing  周报=weekly  订阅=subscription  定价/价格=price/pricing
降价=price cut/cheaper  便宜/低价=cheap/cheaper/low-cost/affordable  免费=free  付费=paid  轻量=lightweight/lite/mini
广告=ad/ads/advertising  电商=e-commerce/ecommerce  购物=shopping  支付/付款=payment/payments/pay  结账=checkout
商家/商户=merchant/merchants  交易=deal/transaction  订单=order/orders  加密货币=cryptocurrency/crypto
比特币=bitcoin/BTC  稳定币=stablecoin  区块链=blockchain  银行=bank/banking  金融=finance/financial  股票=stock/shares
股价=share price/stock price  持股/股份=stake/shares  跌/下跌/掉=drop/fall/fell/decline  涨/上涨=rise/surge/gain
市值=market cap/market value  估值=valuation  翻倍=doubled/double  融资=funding/raise/raised/round
投资=invest/investment/investing  投资人/投资者=investor/investors  风投/风险投资=venture capital/VC
天使轮=seed/angel  收购=acquire/acquired/acquisition  并购=merger/M&A  上市=IPO/going public/listing
抛售/出售=sell/sold/sale  财报=earnings/financial results  营收/收入=revenue  利润=profit  亏损=loss/losses
增长=growth/grow  泡沫=bubble  热潮=boom/hype  花钱/支出/开支=spend/spending/expenditure  预算=budget  成本=cost/costs
创业公司/初创/初创公司=startup/startups  独角兽=unicorn  大厂/科技巨头=big tech/tech giants  企业=enterprise/company
公司=company/firm  非营利=nonprofit/non-profit  重组=restructuring/restructure  裁员=layoff/layoffs/job cuts
招聘=hiring/recruiting  员工=employee/employees/staff/workers  同事=coworker/colleague  工作=work/job
工作岗位/岗位=jobs  就业=employment  生产力/效率=productivity  首席执行官=CEO
创始人/联合创始人=founder/cofounder/co-founder  高管=executive  离职=leaves/departure/quit  跳槽=poached
加入=join/joined/joins  董事会=board  诉讼/起诉=lawsuit/sue/sued  法庭/法院=court  证词=testimony  版权=copyright
专利=patent  监管=regulation/regulator  法律/法案=law/bill/act  政策=policy  政府=government  国会=congress
制裁=sanctions  出口管制=export control/export controls  关税=tariff  反垄断=antitrust/monopoly  罚款=fine/fined
选举=election  军事/国防=military/defense  主权=sovereign/sovereignty  美国=US/United States/America
中国/国内=China/Chinese  欧洲/欧盟=Europe/EU  日本=Japan  韩国=Korea  印度=India  英国=UK/Britain  法国=France
德国=Germany  新加坡=Singapore  沙特=Saudi  阿联酋=UAE/Emirates  全球=global/worldwide/world  份额/占比=share
市场份额=market share  市场=market  竞争=competition/rivalry  对手=competitor/rival  供应链=supply chain  供应=supply
短缺=shortage  产能=capacity  发布/推出=release/launch/announce/introduce  宣布=announce  上线=launch/available
下线/停止=shut down/discontinue/stop  泄露/泄漏=leak/leaked  传闻=rumor/rumour  预览=preview  路线图=roadmap
战略=strategy  合作伙伴=partner/partnership  竞赛/比赛=contest/competition  奥赛/奥林匹克=olympiad  金牌=gold medal
银牌=silver medal  医疗/医学=medical/medicine  健康=health/healthcare  医生=doctor/doctors/physician/physicians
医院=hospital  患者=patient/patients  诊断=diagnosis/diagnostic  治疗/疗法=treatment/therapy
癌症/肿瘤=cancer/tumor/oncology  药物=drug/medicine  药丸/胶囊=pill/capsule  肠道/肠胃=gut/intestine/gastrointestinal
基因=gene/genome/genetic  细胞=cell/cells  蛋白质/蛋白=protein  生物=biology/bio  化学=chemistry  材料=materials
物理=physics  数学=math/mathematics/mathematical  定理=theorem  证明=proof/prove  科学=science/scientific
科学家=scientist/scientists  科研/研究=research/study  研究人员/研究者=researcher/researchers  论文=paper/papers
综述=survey/review  报告=report  白皮书=white paper/whitepaper  调查/调研=survey  实验=experiment
发现=discovery/discover  大学/高校=university  学生=student/students  教育=education  学习=learning/study  课程=course
教程=tutorial/guide  指南/手册=guide/handbook  教师/老师=teacher  学校=school  儿童/小朋友/孩子=child/children/kids
青少年=teen/teens/teenager  老人=elderly  家庭=family/home  家务=housework/chores  气候=climate  天气=weather
农业=agriculture/farming  交通=traffic/transport  地图=map/maps  旅行/旅游=travel  酒店=hotel  餐饮=restaurant/food
垃圾内容/垃圾=junk/slop/spam/garbage  用户=user/users  心智=theory of mind/mental model  心理健康=mental health
情绪/情感=emotion/sentiment  自杀=suicide  成人=adult  身份=identity  账号/账户=account  密码=password
登录=login/sign in  权限=permission/permissions  百科=encyclopedia  维基百科=Wikipedia  图书=book/books  博客=blog
访谈/采访=interview  演讲=talk/speech/keynote  大会=conference/summit  活动=event
自我改进/自我进化=self-improvement/self-improving/self-evolving  长程/长时程=long-horizon
轨迹=trajectory/trajectories  奖励黑客/钻空子=reward hacking  过拟合=overfitting  鲁棒/稳健=robust/robustness
稀疏=sparse/sparsity  稠密=dense  残差=residual  归一化=normalization  激活=activation  编码器=encoder  解码器=decoder
变换器=transformer  位置编码=positional encoding  门控=gated/gating  专家=expert/experts  路由=routing/router
批次/批处理=batch/batching  内核/算子=kernel/operator  编译=compile/compiler  矩阵=matrix  张量=tensor  流形=manifold
比特=bit/bits  近似=approximate/approximation  搜索树/树搜索=tree search  图=graph  图谱=graph  符号=symbolic
逻辑=logic  因果=causal/causality  概率=probability  混合=hybrid/mixed  统一=unified/unify
分层/层级=hierarchical/hierarchy  端到端=end-to-end  零样本=zero-shot  少样本=few-shot  测试时=test-time
推理时=inference-time  主动=proactive/active  自适应=adaptive  动态=dynamic  交互=interaction/interactive
模拟/仿真=simulation/simulate/simulator  环境=environment  反馈=feedback  监督=supervision/supervised
验证/校验=verify/verification/verifier  自我验证=self-verification/self-verifiable  探索=exploration/explore
效率/高效=efficiency/efficient  可扩展=scalable  规模化=scaling/scale  加速=accelerate/acceleration/speedup
错误/出错=error/errors/mistake  失败=failure/fail/failed  失误=mistake/failure  纠正/更正=correction/correct
可靠=reliable/reliability  能力=capability/ability  智能=intelligence/intelligent  超级智能=superintelligence
通用人工智能=AGI  人工智能=artificial intelligence/AI  问答=question answering/Q&A
编故事/瞎编/胡说=hallucination/fabricate  遗忘/忘记=forget/forgetting  记住=remember/memorize  知识=knowledge
事实=fact/facts/factual  真相=truth  证据=evidence  引用=citation/cite  来源/出处=source  数据=data  质量=quality
指标=metric/metrics  得分/分数=score  排名=rank/ranking  第一名/夺冠=first place/winner/win
打败/击败=beat/beats/outperform/defeat  超过/超越=surpass/exceed/outperform  落后=lag/behind  追赶=catch up
领先=lead/leading/ahead  差距=gap  对比/比较=comparison/compare/versus  区别/差异=difference/divergence
提升/提高=improve/improvement/boost/increase  改进/优化=improve/optimization/optimize
降低/减少=reduce/decrease/lower/cut  节省/省钱=save/saving/savings  下降=decline/drop/decrease  增加=increase/add
扩大/扩张=expand/expansion  限制=limit/restrict/restriction  禁止/封禁=ban/banned/prohibit  允许=allow/permit
要求=require/demand  拒绝=refuse/reject  同意=agree  反对=oppose/objection  批评=criticize/criticism  支持=support
推迟/延期=delay/postpone  取消=cancel  关闭=close/shut down  开放=open/available  公开=public/disclose/publish
披露=disclose/disclosure/reveal  承诺=commit/commitment/promise  计划/打算=plan/plans  目标=goal/target
预测/预计=forecast/predict/expect  趋势=trend  未来=future  历史=history
替代/取代/替换=replace/replacement/substitute  失业=unemployment/job loss  加班=overtime  远程=remote  办公=office
办公软件=office software/productivity suite  开会/会议=meeting  团队=team  管理/管理者=management/manager
领导=leader/leadership  老板=boss/CEO  打工人=worker/employee  程序员=programmer/developer  工程师=engineer
设计师/设计=designer/design  作家/作者=author/writer  艺术家=artist  歌手/音乐人=musician/singer
记者=journalist/reporter  出版商/出版社=publisher  媒体=media/press  律师=lawyer  法官=judge  警察=police
军队=army/military  间谍=spy/espionage  黑客=hacker/hackers  盗版=piracy/pirated  侵权=infringement/infringe
抄袭=plagiarism  造假/伪造=fake/forgery/counterfeit  深度伪造/换脸=deepfake  诈骗=scam/fraud  骗/欺诈=fraud/deceive
谣言/虚假信息=misinformation/disinformation  审查=censorship/review  内容审核=moderation  和解=settlement/settle
赔偿=compensation/damages  官司=lawsuit/case  判决/裁决=ruling/verdict  授权=license/licensing/authorize
协议/合约=agreement/contract  合同=contract  条款=terms  股东=shareholder/shareholders  股权/入股=equity/stake
债券/发债=bond/bonds/debt  贷款=loan  租=lease/rent  采购/购买/买=buy/purchase  卖=sell/sales  下单=order/checkout
客户=customer/customers/client  消费者=consumer/consumers  订阅用户=subscriber/subscribers
套餐=plan/tier/subscription  会员=membership/member  月活=monthly active users  日活=daily active users
下载量/下载=downloads/download  流量/访问量=traffic/visits  点击=click/clicks  应用/应用程序/软件=app/application
应用商店=app store  小程序=mini program  网站=website/site  网页=web/webpage  域名=domain  链接=link/links  论坛=forum
社区=community  帖子=post/posts  评论=comment/comments  点赞=like/likes  推荐=recommendation/recommend  算法=algorithm
首页=homepage/feed  信息流=feed  短视频=short video/short videos/clip  头像=avatar  表情包=meme/stickers  滤镜=filter
照片/拍照=photo/photos/camera  相机=camera  屏幕=screen/display  截图=screenshot  键盘=keyboard  鼠标=mouse
按钮=button  点击屏幕=tap/click  充电=charging  电池=battery  遥控=remote control  摄像头=camera  麦克风=microphone
家电=appliance  汽车/车=car/vehicle  卡车=truck  飞机=aircraft/plane  船=ship  街道/道路=street/road
红绿灯/路口=traffic light/intersection  停电=power outage/blackout  房子/住宅=house/housing  城市=city  农村=rural
国家=country/nation  国际=international  地区=region  海外/出海=overseas/abroad  春节/假期/节日=holiday/festival
早上/早晨=morning  晚上/睡觉=night/sleep  每天=daily/every day  每周=weekly/every week  每月=monthly
年度=annual/yearly  今年=this year  去年=last year  首次/第一次=first/first time  最大=largest/biggest  最快=fastest
最便宜=cheapest  最小=smallest  小型=small/tiny/compact  巨大/庞大=huge/massive  微小=tiny  长=long  短=short
快=fast/quick  慢=slow  贵=expensive  高端=high-end/premium  旗舰=flagship  入门=entry-level/beginner
普通人=ordinary people/everyone  穷人=poor  富人=rich/wealthy  男性=men/male  女性=women/female  婴儿/宝宝=baby/infant
家长/父母=parents/parental  未成年人/未成年=minor/minors/underage  宠物=pet/pets  动物=animal/animals  植物=plant
食物/食品=food  饮料=drink/beverage  咖啡=coffee  衣服/服装=clothes/clothing/fashion  运动/体育=sports
足球=football/soccer  健身=fitness  医药=pharmaceutical/pharma  疫苗=vaccine  病毒=virus  大脑/脑=brain
神经=neural/nerve  脑机接口=brain-computer interface  眼睛=eye/eyes  手=hand/hands  脸/面部=face/facial
声音=voice/sound  心理=psychology/mental  孤独=loneliness/lonely  上瘾/沉迷=addiction/addictive  信任=trust
焦虑/担忧=anxiety/concern/worry  风险=risk/risks  危险=danger/dangerous  灾难=disaster/catastrophe
事故=accident/incident  责任=responsibility/liability  伦理/道德=ethics/ethical/moral  哲学=philosophy  文化=culture
语言=language  方言=dialect  写诗/诗=poem/poetry  小说=novel/fiction  故事=story  漫画=comic/manga  艺术=art
设计稿=design/mockup  建筑=architecture/building  工程=engineering  标准=standard/standards  规范=specification/spec
规则=rule/rules  格式=format  模板=template  示例/案例=example/case/case study  最佳实践=best practices
经验=experience/lessons  教训=lesson/lessons  建议=advice/suggestions  路线=route/roadmap  架构=architecture
组件=component  模块=module  库=library  包=package  依赖=dependency  命令=command  脚本=script
配置=configuration/config  文件=file/files  文件夹/目录=folder/directory  笔记=notes/note  沙箱/沙盒=sandbox
隔离=isolation/isolated  浏览=browse/browsing  爬虫/抓取=crawler/scraping/crawl  索引=index  缓冲=buffer  网络=network
通信=communication  协同=coordination/coordinate  分工=division of labor/delegation  任务=task/tasks  步骤=step/steps
目标分解/拆解=decomposition  调度=scheduling/scheduler/orchestration  排队=queue  实时=real-time/realtime
离线=offline  本地=local/on-device  云端=cloud  跨平台=cross-platform  兼容=compatible/compatibility
迁移=migration/migrate  备份=backup  恢复=recovery/restore
"""
_HAN_RUN = re.compile(f"[{HAN}]+")
_LATIN_RUN = re.compile(r"[A-Za-z&][A-Za-z&.'’-]*")
_LONGEST_HAN, _LONGEST_WORDS = 6, 3


@cache
def _table() -> tuple[dict[str, tuple[str, ...]], dict[tuple[str, ...], tuple[str, ...]]]:
    """The other wordings by Chinese word, and by the terms of an English wording."""
    chinese: dict[str, dict[str, None]] = {}
    english: dict[tuple[str, ...], dict[str, None]] = {}
    for entry in re.split(r"\s{2,}|\n", _ENTRIES.strip()):
        left, _, right = entry.partition("=")
        wordings = dict.fromkeys([*left.split("/"), *right.split("/")])
        for word in left.split("/"):
            chinese.setdefault(word, {}).update(wordings)
        for wording in right.split("/"):
            english.setdefault(tuple(words(wording)), {}).update(wordings)
    return (
        {word: tuple(other for other in found if other != word) for word, found in chinese.items()},
        {key: tuple(other for other in found if tuple(words(other)) != key) for key, found in english.items()},
    )


def is_common(word: str) -> bool:
    """Whether a Latin word is an everyday one, so that it names nothing unless it is written as a name.

    >>> is_common("agent"), is_common("Anthropic")
    (True, False)
    """
    return tuple(words(word)) in _table()[1]


def synonyms(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Known wordings in a text with what means the same in both languages: start, end, others; the longest first.

    >>> [("群聊 and data centers"[a:b], others) for a, b, others in synonyms("群聊 and data centers")]
    [('群聊', ('group chat',)), ('data centers', ('数据中心', '机房', 'data centre', 'datacenter'))]
    """
    chinese, english = _table()
    found: list[tuple[int, int, tuple[str, ...]]] = []
    for run in _HAN_RUN.finditer(text):
        at = run.start()
        while at < run.end():
            for size in range(min(_LONGEST_HAN, run.end() - at), 0, -1):
                if other := chinese.get(text[at : at + size]):
                    found.append((at, at + size, other))
                    at += size
                    break
            else:
                at += 1
    tokens = [match.span() for match in _LATIN_RUN.finditer(text)]
    first = 0
    while first < len(tokens):
        for size in range(min(_LONGEST_WORDS, len(tokens) - first), 0, -1):
            start, end = tokens[first][0], tokens[first + size - 1][1]
            if other := english.get(tuple(words(text[start:end]))):
                found.append((start, end, other))
                first += size
                break
        else:
            first += 1
    yield from sorted(found)
