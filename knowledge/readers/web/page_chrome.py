"""Lines that belong to a web site and not to the text that it shows: where you are, share, print, who runs the site."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.readers.blocks import Block, BlockKind

_BUTTON = (
    "分享|分享到|分享文章到|一键分享|打印|打印本页|打印页面|打印此页|关闭|关闭窗口|关闭本页|关闭页面|返回|返回顶部|回到顶部|返回首页|返回列表|顶部|"
    "收藏|我的收藏|加入收藏|设为首页|下载|下载文字版|下载图片版|下载原文|听全文|朗读|无障碍|无障碍版|无障碍阅读|无障碍浏览|长者助手|长者专区|长者版|关怀版|关爱版|"
    "适老版|适老化无障碍服务|大|中|小|大 ?中 ?小|A[+-]?大?A[+-]?中?A[+-]?小?|A[+-]|取消|确定|搜索|登录|登 录|注册|退出|您好|用户登录|市民网页|简体|繁體|繁体|繁体版|English|EN|语言|更多|更多>+|首页|"
    "上一页|下一页|第一页|最后一页|尾页|末页|网站地图|联系我们|关于我们|使用帮助|隐私声明|隐私安全|网站声明|网站建议|内容纠错|我要纠错|手机版|手机端|电脑版|微信|微博|"
    "新浪微博|腾讯微博|QQ空间|QQ好友|微信好友|复制链接|公众号|小程序|客户端|智能问答|应用|×|X|\\+|-|↺|\\||政务邮箱|意见反馈|收起|展开|高级搜索|"
    "Print|Share|Close|Top|Back to top|Sitemap|Contact us|About us|Home|Search|Menu|Skip to (?:main )?content|Share this page|Print this page"
)
_BUTTONS = lazy_pattern(
    rf"[\[【(<|·•\s]*(?:{_BUTTON})(?:[\s|·•\]】\[【)(>/、]+(?:{_BUTTON}))*[\]】)>|·•\s:]*", re.IGNORECASE
)
_ANYWHERE = tuple(
    lazy_pattern(pattern)
    for pattern in (
        r"^(?:您?当前(?:所在)?的?位置|您(?:现在)?的位置|您所在的?位置|所在位置|当前页面?) *[:：>是]",
        r"^首页 *(?:>|>>|》|›|/|-|→) *",
        r"^[【\[(]? *(?:字体|字号|字体大小|文字大小|浏览字号) *[:：]",
        r"^(?:总)?(?:首页)?(?:浏览|阅读|访问|点击)(?:次数|量|数|人次)? *[:：] *[-\d]*(?: *次)?$",
        r"^.{0,40}浏览次数 *[:：] *[-\d]*(?: *次)?$|^-?次?$|^[-·|/>\s]{1,6}$",
        r"^.{0,12}(?:扫一扫|扫码|微信扫|长按(?:识别)?二维码)[^。;;]{0,16}$|^分享到(?:朋友圈|微信|微博)$|^添加.{1,10}小程序$",
        r"^[^。]{0,40}(?:ICP *备|公网安备|网站标识码|版权所有|COPYRIGHT|ALL RIGHTS RESERVED|网络支持 *IPV6|支持 *IPV6)[^。]*$",
        r"^(?:技术支持|网站维护) *[:：][^。]{0,40}$|^[^。]{0,20}建议使用[^。]{0,30}浏览器[^。]{0,20}$",
        r"^您访问的链接即将离开|^是否继续访问|^正在加载[.…]*$|^请稍候[.…]*$|^LOADING[.…]*$",
        r"^(?:上|下)一(?:篇|条|页) *[:：]?",
        r"^(?:点击)?(?:查看)?(?:相关)?(?:政策解读|图解|一图读懂|文件原文|原文链接|原文|相关链接|附件下载) *[:：]? *HTTPS?://\S+$",
        r"^(?:相关(?:新闻|阅读|文章|推荐|信息|稿件)|热门(?:推荐|文章|搜索)|推荐阅读|延伸阅读|搜索热词|猜你喜欢)(?: *[:：].*)?$",
        r"^[【\[(]?(?:责任)?编辑 *[:：] *\S{0,12}[】\])]?$|^[【\[(]?责编 *[:：][^。]{0,20}$",
        r"^URL SOURCE *:|^MARKDOWN CONTENT *:|^!\[|^IMAGE \d+ *[:：]?",
    )
)
_AT_EDGE = tuple(
    lazy_pattern(pattern)
    for pattern in (
        r"^(?:发布|发表|发文|更新|上传)?(?:日期|时间) *[:：] *\d{4}[-/.年]",
        r"^(?:信息|文章|稿件|内容|新闻)?(?:来源|出处) *[:：] *.{0,60}$",
        r"^(?:作者|撰稿|发布人|供稿|发布机构|公开方式|审核|校对) *[:：] *.{0,40}$",
        r"^\d{4}-\d{1,2}-\d{1,2}(?: +\d{1,2}:\d{2}(?::\d{2})?)?(?: *来源.*)?$",
        r"^(?:主办|承办|协办|主管)(?:单位)? *[:：]",
        r"^(?:联系方式|联系电话|网站管理|举报电话|地址|邮编) *[:：]?.{0,50}$",
        r"^[-#=]{0,6}相关附件$|^附件下载 *[:：]?$|^相关链接$|^友情链接|^政策解读$|^基本信息$",
        r"^(?:\d{4}-\d{1,2}-\d{1,2})? *[【\[](?:音频|文字|图文|视频|图片|媒体|政策|专家|动漫|图)?(?:解读|图解|读懂)[】\]].*$|^[【\[]一图读懂[】\]].*$",
        r"^点击查看政策解读",
    )
)
_HEAD, _TAIL, _LONGEST = 8, 10, 160


def is_chrome(line: str, *, edge: bool = False) -> bool:
    """Say whether a line is the site's. `edge`: it stands at the beginning or the end of the page's text."""
    bare = line.strip()
    if not bare or len(bare) > _LONGEST:
        return False
    flat = folded(bare).strip()
    if _BUTTONS.fullmatch(flat) or any(pattern.search(flat) for pattern in _ANYWHERE):
        return True
    return edge and any(pattern.search(flat) for pattern in _AT_EDGE)


def without_chrome(blocks: Sequence[Block]) -> list[Block]:
    """Leave out the site's lines: buttons anywhere, facts about the page at its beginning and end."""
    kept = [block for block in blocks if block.kind is BlockKind.TABLE or not is_chrome(block.text)]
    last = len(kept) - 1
    dropped = {*_at_edge(kept[:_HEAD]), *(last - position for position in _at_edge(kept[::-1][:_TAIL]))}
    return [block for position, block in enumerate(kept) if position not in dropped]


def _at_edge(blocks: Sequence[Block]) -> tuple[int, ...]:
    """Return the places of the edge's lines of the site; three lines of text in a row end the edge."""
    found: list[int] = []
    text = 0
    for position, block in enumerate(blocks):
        if block.kind is not BlockKind.TABLE and is_chrome(block.text, edge=True):
            found.append(position)
            text = 0
        elif block.kind is BlockKind.TABLE or len(block.text) > 60 or (text := text + 1) >= 4:
            break
    return tuple(found)
