"""Words that hold a sentence or a question together and carry no topic: not indexed, not counted as asked for."""

from __future__ import annotations

_ENGLISH = """
a about above after again all also although am an and any are as at be because been before being
below between both but by can cannot could did do does doing done down during each either else ever
every few for from further get gets give given got had has have having he her here hers him his how i
if in into is it its itself just let ll may me might mine more most much must my no nor not of off on
once one only or other others our out over own please s same shall she should since so some still such
t than that the their theirs them then there therefore these they this those through thus to too under
until up upon us ve very was we were what when where whereby wherein whether which while who whom whose
why will with within without would yes yet you your yours said thereof therein herein comprising
comprises comprise tell know want need there's what's don't
"""

_CHINESE = """
的 了 着 过 地 得 是 在 有 和 与 及 或 等 对 将 为 以 其 该 所 之 而 且 并 但 于 从 由 向 到 被 把 让 使 给 跟 同 比 按
也 都 就 还 又 再 才 只 很 更 最 太 不 没 没有 无 非 未 可 可以 能 能够 会 要 应 应当 应该 须 必须 需 需要 得以 予以
这 那 这个 那个 这些 那些 此 本 各 每 某 我 我们 你 你们 您 他 他们 她 它 它们 自己 大家 人家 咱们
上述 所述 前述 下述 以下 如下 以上 其中 因此 所以 因为 由于 如果 若 则 虽然 但是 然而 并且 以及 及其 而且 或者 还是 即 即可
根据 按照 依照 关于 对于 通过 经 经过 当 时 后 前 中 上 下 内 外 里 间 间的 之间 以后 以前 之后 之前 之一 进行 作为 成为 属于 包括 包含 具有 存在
呢 吗 吧 啊 呀 嘛 么 请 请问 想 想要 希望 帮 帮我 帮忙 一下 告诉 知道 了解 介绍 看看 说说 谢谢 你好 您好
什么 什么样 怎么 怎么样 怎样 如何 为何 为什么 哪 哪个 哪些 哪里 哪儿 哪家 哪种 谁 多少 几 几个 多久 多长 多大 何时 何 何种 是否 是不是
有没有 能不能 可不可以 会不会 要不要 行不行 算不算 个 些 种 件 项 次 位 家 名 条 款 份 部 一个 一种 一些 一件 一项 有些 有的 有哪些 还有
马上 现在 目前 一般 主要 大概 大约 左右 分别 具体 相关 有关 情况 方面 问题 时候 东西 事情 之类 正确 下列 下面 表述 哪一 哪几
"""

ENGLISH = frozenset(_ENGLISH.split())
CHINESE = frozenset(_CHINESE.split())
OF_ANY_TECHNOLOGY = frozenset(
    [
        "生产",
        "制备",
        "制造",
        "加工",
        "研发",
        "开发",
        "技术",
        "方法",
        "工艺",
        "装置",
        "设备",
        "系统",
        "专利",
        "产品",
        "办法",
        "方案",
        "成果",
        "发明",
    ]
)
"""Words that a question about a technology holds, whichever it is."""
