"""Phrases with the conditions that a reader would say they set, worked out by hand; a trap sets none."""

from __future__ import annotations

CONDITIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    # places: of owners
    ("江苏高校的专利有哪些?", ("regions=CN-JS",)),
    ("江苏企业的电池专利有哪些?", ("regions=CN-JS",)),
    ("南京市高校有哪些水处理专利?", ("regions=CN-JS",)),
    ("有没有四川的农业传感器专利?", ("regions=CN-SC",)),
    ("patents owned by universities in Jiangsu", ("regions=CN-JS",)),
    ("Are there any battery patents from Zhejiang?", ("regions=CN-ZJ",)),
    ("Which patents do universities in Sichuan offer?", ("regions=CN-SC",)),
    ("Jiangsu universities' water treatment patents", ("regions=CN-JS",)),
    ("山东省内企业拥有的海水淡化专利", ("regions=CN-SD",)),
    ("Patents held by institutes in Hubei on lasers", ("regions=CN-HB",)),
    ("Show me patents from Guangdong that can be licensed", ("regions=CN-GD",)),
    # places: of rules
    ("四川对先使用后付费有什么规定?", ("regions=CN-SC",)),
    ("江苏企业可以享受哪些专利补贴政策?", ("regions=CN-JS",)),
    ("浙江的先使用后付费政策有哪些?", ("regions=CN-ZJ",)),
    ("What pay-after-use rules are there in Hunan?", ("regions=CN-HN",)),
    ("Which subsidies exist for companies in Jiangsu?", ("regions=CN-JS",)),
    ("What do the Sichuan pay-after-use rules say?", ("regions=CN-SC",)),
    # days
    ("2020年以后申请的电池专利有哪些?", ("from_date=2020-01-01",)),
    ("2020年以后申请的、能免费许可的电池专利有哪些?", ("free_of_charge=true", "from_date=2020-01-01")),
    ("哪些电池专利是2020年以后申请的?", ("from_date=2020-01-01",)),
    ("有没有2018年到2020年申请的水处理技术?", ("from_date=2018-01-01", "to_date=2020-12-31")),
    ("2019年以前申请的传感器专利有哪些?", ("to_date=2018-12-31",)),
    ("近五年申请的专利有哪些?", ("from_date=2021-11-24",)),
    ("2024年出台的专利政策有哪些?", ("from_date=2024-01-01", "to_date=2024-12-31")),
    ("battery patents filed since 2020", ("from_date=2020-01-01",)),
    ("Which patents were filed after 2019?", ("from_date=2020-01-01",)),
    ("Are there sensor patents filed before 2018?", ("to_date=2017-12-31",)),
    ("Which patents were filed between 2018 and 2020?", ("from_date=2018-01-01", "to_date=2020-12-31")),
    ("Which policies were issued after March 2024?", ("from_date=2024-04-01",)),
    ("申请日在2019年1月以后的电池专利有哪些?", ("from_date=2019-01-01",)),
    ("textile patents filed in 2022", ("from_date=2022-01-01", "to_date=2022-12-31")),
    ("2023年以来国家出台了哪些专利转化政策?", ("from_date=2023-01-01",)),
    ("irrigation patents filed in or after 2018", ("from_date=2018-01-01",)),
    # standing
    ("还没过期的纺织专利有哪些?", ("in_force_on=2026-11-24",)),
    ("仍然有效的电池专利有哪些?", ("in_force_on=2026-11-24",)),
    ("哪些专利现在还有效?", ("in_force_on=2026-11-24",)),
    ("现行有效的专利政策有哪些?", ("in_force_on=2026-11-24",)),
    ("Which patents are still in force?", ("in_force_on=2026-11-24",)),
    ("List the policies that are still in force", ("in_force_on=2026-11-24",)),
    ("any in-force patents on food preservation?", ("in_force_on=2026-11-24",)),
    # offers
    ("开放许可的专利有哪些?", ("licence_types=open",)),
    ("有没有可以独占许可的材料专利?", ("licence_types=exclusive",)),
    ("有没有免费许可的电池技术?", ("free_of_charge=true",)),
    ("Which patents are under open licence?", ("licence_types=open",)),
    ("Are there royalty-free patents for water treatment?", ("free_of_charge=true",)),
    ("Which patents are available for an exclusive licence?", ("licence_types=exclusive",)),
    ("哪些上海高校的专利实行开放许可?", ("licence_types=open", "regions=CN-SH")),
    # owners that the library knows
    ("示例大学A的专利有哪些?", ("owners=示例大学A",)),
    ("示例研究院B有哪些电池专利?", ("owners=示例研究院B",)),
    ("patents of Sample University A", ("owners=Sample University A",)),
    ("Which sensor patents does Sample Institute B own?", ("owners=Sample Institute B",)),
    ("示例化工W有限公司有什么专利?", ("owners=示例化工W有限公司",)),
    # classes, languages, kinds, countries
    ("属于H01M10/54的专利有哪些", ("ipc=H01M10/54",)),
    ("What patents fall under IPC C08L?", ("ipc=C08L",)),
    ("H01M 类的专利有哪些?", ("ipc=H01M",)),
    ("IPC分类号为A01G的专利有哪些?", ("ipc=A01G",)),
    ("patents in class H01M", ("ipc=H01M",)),
    ("有没有英文的水处理专利?", ("languages=en",)),
    ("Which battery patents are available in English?", ("languages=en",)),
    ("Are there Chinese-language patents on fibres?", ("languages=zh",)),
    ("只看政策:先使用后付费怎么规定?", ("kinds=policy",)),
    ("Only from policies: what does pay after use mean?", ("kinds=policy",)),
    ("有没有美国的电池专利?", ("jurisdictions=US",)),
    ("Are there US patents on hydrogels?", ("jurisdictions=US",)),
    # several
    ("有没有2020年以后申请的、仍然有效的电池专利?", ("from_date=2020-01-01", "in_force_on=2026-11-24")),
    ("Sample University A patents filed since 2018 that are still in force", ("owners=Sample University A", "from_date=2018-01-01", "in_force_on=2026-11-24")),
)  # fmt: skip

TRAPS: tuple[str, ...] = (
    # the place of the asker, of a partner, or a part of a name
    "国家对江苏企业有什么补贴?", "我们是江苏的企业,想找电池回收专利", "江苏一家小公司能许可哪些专利?", "把专利许可给江苏企业有什么规定?", "南京大学的专利有哪些?",
    "Which low-cobalt cathode patents can a small Jiangsu company license today?", "We are in Jiangsu and need a water treatment technology", "What national subsidies exist for companies in Jiangsu?",
    "Nanjing University patents", "上海交通大学有哪些传感器专利?", "《江苏省专利促进条例》什么时候施行?", "Can a company in Sichuan license patents from abroad?", "江苏和浙江的先用后付政策有什么区别?",
    "有没有白银的回收技术?", "我们公司位于江苏,有没有适合的染整技术?",
    "浙江大学与江苏企业的合作专利怎么分成?", "许可给浙江的公司,合同要备案吗?", "我们在广东,有什么政策支持?", "My company in Hubei wants to license a laser patent", "How do we license our patents to companies in Jiangsu?",
    # days that ask for, or belong to, a rule
    "2020年以后专利年费怎么减免?", "这件专利是2020年以后申请的吗?", "What did the 2024 notice say about patent fees?", "2021年6月1日以后申请的外观设计保护期多长?", "2023年修订的专利法实施细则对开放许可怎么规定?", "What has changed for open licensing since 2020?",
    "How have the rules on open licences changed since 2021?", "What targets did the 2023-2025 special action plan set?", "How long is the term of a design filed after 2021?", "2020年以后授权的专利有哪些?",
    "Since 2024, who reviews licence recordals?", "2025 年 5 月那份推进专利转化运用的通知全称和文号是什么?",
    "2020年之前签的许可合同还有效吗?", "What happens to patents filed before 2021 under the new law?", "Which patents were granted since 2022?", "Can patents filed before 2000 still be licensed?",
    # standing as the question
    "in force since when?", "Which version of the Implementing Regulations is in force and what did it change?", "How long are patents in force?", "有效专利拥有量怎么统计?", "专利有效期是多少年?",
    "CN199900002B 现在还有效吗?", "Is US99999003B2 still in force?", "专利失效以后还能用这项技术吗?", "Since when are the policies on pay after use in force?",
    "Which authority keeps patents in force?", "Are patents in force published in the register?", "Do US patents need maintenance fees?",
    # licences as the topic
    "独占许可和排他许可有什么区别", "什么是开放许可?", "开放许可的专利年费怎么减?", "免费许可要交税吗?", "看中了一件开放许可的专利,具体要办哪些手续?", "What is an exclusive licence?",
    "Can a university grant a free licence to its spin-off?", "Are halogen-free flame retardant patents available?", "有没有已被独占许可的专利?", "Is an open licence free of charge?", "Which patents are under an exclusive licence?",
    "独占许可的专利能再许可给别人吗?", "phosphorus-free detergent patents", "Does an open licence stay in force when the patent is sold?",
    # owners, classes, languages, kinds, countries as the topic
    "我们是示例大学A的技术转移办公室,开放许可怎么声明?", "示例大学A是国家重点大学吗?", "没有这样的大学的专利有哪些?", "H01M 是什么意思?", "Who owns the patents from Jiangsu University?", "Is an English translation of the Patent Law available?", "What does IPC class H01M cover?", "请用英文回答:什么是先使用后付费?",
    "Explain the rules in Chinese", "把专利摘要翻成英文", "中文怎么说 pay after use?", "专利和政策有什么关系?", "仅专利权人可以声明开放许可吗?", "美国专利法怎么规定共有?", "产品出口到美国专利怎么办?",
    "What does US patent law say about joint ownership?", "A German company is looking for patents on sensors", "有没有给内部人员看的专利?",
)  # fmt: skip
