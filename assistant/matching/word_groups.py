"""Plain words of engineering that mean the same, in both languages: a text in; the groups that it has words of, out.

Dictionaries give the general meaning of such words (交联 is no "friend"), and enterprises say in everyday words what
patents say in technical ones. English words are given without their endings.
"""

from __future__ import annotations

from functools import cache, lru_cache

from assistant.matching.name_finding import NameFinder

_TABLE = """
氯离子 氯化物|chloride
氟离子 氟化物|fluoride
硫酸根 硫酸盐|sulphate sulfate
硝酸根 硝酸盐|nitrate
磷酸根 磷酸盐|phosphate
碳酸根 碳酸盐|carbonate
铵离子 铵盐 铵|ammonium
钠离子 钠|sodium
钾离子 钾|potassium
钙离子 钙|calcium
镁离子 镁|magnesium
锂离子 锂|lithium
烧结|sinter
波动 起伏|swing vari vary fluctuat
焙烘 烘焙 固化|cur bak
退火|anneal
煅烧 焙烧|calcin
干燥 烘干 烘烤 干化|dry dri
染色 上染|dye dyeing
破碎 粉碎|crush shred comminut
交联|cross-link crosslink
石墨化|graphiti
碳化 炭化|carboni
浸出 浸提|leach
萃取 提取|extract
挤出 挤压|extru
注塑 注射成型|injection-mo mould mold
发酵|ferment
酶解 水解|hydroly
老化 陈化 时效|age ageing aging
风化 耐候 候|weather
涂布 涂覆 涂层 涂膜|coat
喷涂 喷洒 喷雾 喷|spray
熔融 熔化|melt
溶解 溶完 溶化 溶|dissol melt
雾化|atomi
搅拌|stir agitat
过滤|filter filtrat
吸附|adsor
再生|regenerat
循环|cycl recirc
洗涤 水洗 洗|wash launder rins
焊接 焊|weld
铣削 铣|mill
钻孔 钻|drill
切削 切割|cut
打印 增材|print additiv
抛光|polish
灭菌 消毒|sterili disinfect
杀菌 抑菌 抗菌|kill antibacter germ bacteri
贮藏 贮存 存放 储存 冷藏 保存|stor keep kept
放电|discharg
充电|charg
保温 恒温|hold insulat keep
加热 升温|heat warm
冷却 降温|cool
采样 采集|sampl acquir
检测 测量 测试|measur detect test
报警 预警 警报|alarm warn
误差 偏差|error deviat
准确 识别|accura recogni classif
重复|repeat
损失 衰减 下降|loss los fall drop fell
减少 降低 节省 少 省|reduc less save saving lower cut fewer
增加 提高 增|increas rais more gr
保持 保留 留住 保住 剩|retain retent keep kept left remain
回收|recover recycl reclaim
去除 脱除 除去|remov
泄漏 渗漏|leak
磨损|wear worn
膨胀 鼓胀 增厚|swell expan thick gr
收缩|shrink
修复 愈合 自愈|heal repair recover
划痕|scratch
疲劳 弯折 弯曲|bend flex fatigu
断裂|break fractur
厚|thick
薄|thin
长|long length
高|high height tall
宽|wide width
深|deep depth
重|weigh mass heav
空气 热风 风温 气流|air airflow
气泡|bubble
泡沫|foam
颗粒 微粒 粒|particle granul grain
粉末 粉体 粉|powder
纤维|fibre fiber
薄膜 膜|film membrane
浆料 料浆|slurry
粘结剂 胶|binder adhesive glue
涂料|paint coating
溶剂|solvent
添加剂 助剂|additive auxiliar
填料|carrier media packing filler
织物 面料 布|fabric cloth textile
棉|cotton
针|needle point
孔|hole
喷头 喷嘴|nozzle
储罐 油罐 罐|tank
壁|wall
盘|disc disk
罩|shroud cover hood
刀具 钻头|tool drill bit
工件|workpiece part
电池 电芯|cell batter
电极 极片|electrode
正极|cathode positive
负极|anode negative
隔膜|separator
电解液|electrolyte
废水 污水|waste water wastewater sewage effluent
出水|outlet effluent
进水|inlet influent feed
污泥|sludge
尾气 废气 排气|off-gas exhaust tail
土壤 土|soil
秸秆|straw
作物|crop
番茄|tomato
孢子 芽孢 活菌|spore
皮肤|skin
伤口 创面|wound
药物 活性物 有效成分|active drug load
微针|microneedle
传感器|sensor
响应|respon
漂移 零漂|drift
分辨|resol
量程|range
图像 图片|image picture
样本|sample
网关 盒|gateway box
工况|operating
服务器|server
工序|operation
换型 换模|changeover
产线 生产线 单线|line
批 批次|batch
水热 溶剂热|hydrotherm solvotherm
热解 裂解|pyroly
压延|calender
热压|hot-press hot press
冷压 冷等静压|cold-press
溅射|sputter
气相沉积|vapour depos vapor depos
电镀 电沉积|electroplat electrodeposit plating
阳极氧化|anodi
硫化|vulcani
硬化|harden
聚合|polymeri
聚合物 高分子|polymer
缩聚 缩合|condens
酯化|esterif
皂化|saponif
硝化|nitrif
加氢 氢化|hydrogenat
脱氢|dehydrogenat
脱水|dewater dehydrat
脱脂|degreas debind
脱胶|degum
脱色|decolor decolour bleach
漂白|bleach
煮练 精练|scour
浸渍 浸泡 浸润|impregnat soak immers dipped dipping
蒸馏 精馏|distil
结晶 重结晶|crystalli
沉淀|precipitat
絮凝 混凝|floccul coagul
离心|centrifug
冷冻干燥 冻干|freeze-dr freeze dr lyophili
喷雾干燥|spray-dr
造粒 制粒|granulat pelleti
球磨 研磨|ball-mill grind
筛分 过筛|siev screen
混炼 捏合|knead
轧制 辊轧|rolled rolling
锻造 锻|forge forging
铸造 浇铸 浇注 压铸|cast casting
拉伸 牵伸|stretch
淬火|quench
回火|tempering tempered
正火|normaliz normalis
渗碳|carburi
渗氮|nitriding nitrided
钎焊|braz
锡焊 回流焊|solder reflow
封装|encapsul packag
光刻|lithograph
刻蚀 蚀刻|etch
接枝|graft
改性|modif
活化|activat
钝化|passivat
中和|neutrali
酸洗|pickl
电解|electroly
电渗析|electrodialy
反渗透|reverse osmosis
超滤|ultrafilt
曝气|aerat
厌氧|anaerob
巴氏杀菌|pasteuri
发泡|foamed foaming
纺丝|spinning spun
静电纺丝 电纺|electrospin electrospun
编织 织造|weav woven knit braid
压制 压制成型|pressed pressing
等离子|plasma
超声 超声波|ultrason sonicat
微波|microwave
辐照|irradiat
培养 孵育|incubat cultivat cultur
接种|inoculat
移植|transplant
单位|unit
平均|average mean
最大 最高|maximum most
最小 最低|minimum least
"""


@cache
def _finder() -> tuple[NameFinder, dict[str, frozenset[int]]]:
    groups: dict[str, frozenset[int]] = {}
    for number, line in enumerate(_TABLE.strip().splitlines()):
        chinese, english = line.split("|")
        for word in (*chinese.split(), *english.split()):
            groups[word] = groups.get(word, frozenset()) | {number}
    return NameFinder(groups, stems=True), groups


def groups_of(name: str) -> frozenset[int]:
    return _finder()[1][name]


def group_spans(text: str) -> tuple[tuple[str, int, int], ...]:
    """Return the names of groups in a folded text, each with its place."""
    return tuple(_finder()[0].spans(text))


@lru_cache(maxsize=16_384)
def groups_in(text: str) -> frozenset[int]:
    """Return the groups that a text has words of, the longest word at each place."""
    finder, groups = _finder()
    return frozenset(number for name, _, _ in finder.spans(text.lower()) for number in groups[name])
