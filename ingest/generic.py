"""Words that are no entities, and the small closed word lists that the grammars share."""

from __future__ import annotations

GENERIC = frozenset(
    ["a", "ai", "aigc", "agi", "asi", "agent", "agents", "agentic", "api", "apis", "app", "apps", "ar", "asic", "asr", "assistant", "assistants", "attention", "attn", "audio", "b2b", "b2c", "base", "benchmark", "benchmarks", "beta", "blog", "bot", "bots", "browser", "browsers", "bug", "bugs", "ceo", "cfo", "chat", "chatbot", "chatbots", "chip", "ci", "cd", "cli", "cloud", "code", "coding", "cofounder", "company", "context", "copilot-like", "cot", "coo", "cpo", "cpu", "cpus", "cpt", "crud", "css", "cto", "cua", "cv", "data", "dataset", "datasets", "dau", "deep", "demo", "dev", "devops", "dev-tools", "dl", "dpo", "dx", "edge", "embedding", "embeddings", "engineering", "engineer", "enterprise", "eval", "evals", "faq", "fine-tuning", "finetuning", "framework", "frameworks", "free", "function", "gdp", "genai", "generative", "global", "gpu", "gpus", "grpo", "gui", "guide", "hd", "hr", "html", "http", "https", "ide", "idea", "ides", "image", "images", "infra", "int8", "intelligence", "interface", "iot", "ip", "ipo", "iq", "it", "json", "jdk", "kpi", "kv", "lab", "labs", "language", "latency", "learning", "leaderboard", "llm", "llmops", "llms", "lora", "loop", "machine", "ml", "mllm", "mlops", "mcp", "memory", "meme", "moe", "model", "models", "multi", "multi-agent", "multimodal", "mvp", "new", "news", "nlp", "npu", "oauth", "ocr", "office-like", "offline", "ok", "online", "open", "opinion", "os", "oss", "os-level", "paper", "papers", "pc", "pdf", "pm", "poc", "post", "pr", "preview", "pricing", "privacy", "pro-user", "prompt", "prompts", "ppo", "qa", "qps", "quantization", "query", "question", "r&d", "rag", "react", "rd", "readme", "reasoning", "repo", "rest", "research", "rl", "rlhf", "rlvr", "roadmap", "robot", "robotics", "robots", "roi", "router", "routing", "rpa", "saas", "sandbox", "scaling", "sdk", "search", "seo", "server", "servers", "service", "sft", "skill", "skills", "slm", "soc", "sota", "source", "speech", "sql", "ssd", "stem", "survey", "state", "switcher-like", "system", "systems", "tag", "tech", "test", "text", "tl", "toc", "token", "tokens", "tool", "tools", "top", "tpu-like", "training", "transformer", "transformers", "tts", "tutorial", "ui", "uk", "us", "usa", "usd", "ux", "v", "vc", "vcs", "vibe", "video", "vlm", "vla", "vlms", "voice", "vpn", "vr", "web", "website", "wiki", "work", "worker", "workflow", "workflows", "world", "xr", "yaml", "the", "this", "that", "these", "those", "our", "their", "we", "you", "they", "it", "he", "she", "i", "in", "on", "for", "with", "from", "by", "of", "and", "or", "to", "as", "at", "what", "why", "how", "when", "where", "who", "which", "while", "after", "before", "but", "not", "no", "yes", "also", "more", "most", "many", "several", "some", "other", "another", "here", "there", "today", "yesterday", "now", "week", "month", "year", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "q1", "q2", "q3", "q4", "h1", "h2", "discord", "discords", "reddit-like", "community", "users", "user", "developers", "developer", "researchers", "team", "teams", "overall", "key"]
)

VARIANTS = frozenset(
    ["pro", "max", "ultra", "mini", "nano", "micro", "flash", "lite", "turbo", "fast", "thinking", "instruct", "chat", "coder", "code", "codex", "vl", "omni", "vision", "audio", "image", "math", "preview", "exp", "experimental", "terminus", "speciale", "air", "plus", "base", "large", "medium", "small", "tiny", "huge", "xl", "xxl", "next", "guard", "embedding", "reranker", "ocr", "realtime", "live", "tts", "asr", "heavy", "high", "low", "xhigh", "opus", "sonnet", "haiku", "scout", "maverick", "behemoth", "robotics", "edit", "video", "3d", "music", "distill", "reasoning", "reasoner", "beta", "alpha", "dev", "linear", "latest", "it", "hf", "gguf", "awq", "gptq", "fp8", "int4", "int8", "bf16", "mtp", "moe", "zero", "lightning", "premier", "ranger", "express", "voice", "speech", "translate", "search", "research", "deepthink", "flash-lite", "multimodal", "vlm", "schnell", "kontext", "redux", "fill", "canny", "ii", "iii", "iv", "world", "terminal", "actor", "master", "standard", "quality", "advanced", "mlx", "qat", "a", "sft", "rl", "dpo", "rlhf", "spark", "instant", "oss", "safeguard", "transcribe", "captioner", "prover", "writer", "agentic", "deepresearch"]
)
TWO_WORD_VARIANTS = frozenset(
    {
        ("deep", "think"), ("flash", "lite"), ("flash", "image"), ("computer", "use"), ("native", "audio"),
        ("on", "device"), ("deep", "research"), ("pro", "max"), ("codex", "max"), ("codex", "mini"), ("long", "context"),
    }
)  # fmt: skip
SMALL_VARIANTS = frozenset(
    ["pro", "max", "ultra", "mini", "nano", "flash", "lite", "turbo", "opus", "sonnet", "haiku", "instruct", "medium", "large", "small", "scout", "maverick", "preview", "flash-lite", "thinking"]
)
NO_TAIL = frozenset(
    ["based", "powered", "like", "style", "styled", "level", "class", "compatible", "generated", "driven", "native", "trained", "tuned", "inspired", "only", "first", "to", "and", "or", "as", "in", "for", "the", "related", "specific", "enabled", "equivalent", "sized", "quality", "api", "apis", "assisted", "family", "series", "sdk", "app", "backed", "led", "made", "built", "style-of", "made-for", "tier", "grade", "era", "style", "sama", "s", "t", "vs", "free", "aligned", "optimized", "written", "style"]
)
MEASURES = frozenset("个亿万千百倍年月日元款位次种美天周小分项名家条篇轮期岁台成大季人多余寸英折%块层步+页")
ENGLISH_MEASURES = frozenset(
    ["times", "x", "weeks", "week", "days", "day", "years", "year", "months", "month", "hours", "hour", "minutes", "million", "billion", "trillion", "users", "people", "models", "percent", "tokens", "parameters", "points", "of", "or"]
)

MODEL_NOUNS = (
    "模型",
    "大模型",
    "基模",
    "model",
    "models",
    "llm",
    "llms",
    "checkpoint",
    "checkpoints",
    "权重",
    "weights",
)
PRODUCT_NOUNS = (
    "平台", "工具", "框架", "浏览器", "应用", "app", "插件", "服务", "接口", "api", "功能", "系统", "协议", "助手", "眼镜", "芯片",
    "机器人", "手机", "设备", "编辑器", "客户端", "产品", "套件", "引擎", "库", "智能体", "编程语言", "音箱", "耳机", "游戏", "网站",
    "平板", "汽车", "显卡", "开源项目", "项目", "课程", "百科", "platform", "tool", "tools", "framework", "browser", "service",
    "sdk", "cli", "plugin", "extension", "library", "assistant", "engine", "system", "studio", "protocol", "chip", "robot",
    "feature", "product", "ide", "device", "toolkit", "suite", "agent", "游戏机", "操作系统", "数据库",
)  # fmt: skip
BENCHMARK_NOUNS = (
    "数据集",
    "基准",
    "基准测试",
    "评测",
    "评测集",
    "榜单",
    "测试集",
    "benchmark",
    "dataset",
    "leaderboard",
)
REPORT_NOUNS = ("报告", "白皮书", "report", "指南", "whitepaper")
COMPANY_NOUNS = ("公司", "初创", "创业公司", "团队", "厂商", "企业", "startup", "company")
