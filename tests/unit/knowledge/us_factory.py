"""USPTO files of every generation, small and invented, for the tests of their readers."""

from __future__ import annotations

from collections.abc import Sequence


def grant(number: str = "11999001", *, bibliography: str = "", description: str = "", claims: str = "", kind: str = "B2") -> str:  # fmt: skip
    """Return a us-patent-grant 4.5; `bibliography` goes behind the application reference."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE us-patent-grant SYSTEM "us-patent-grant-v45-2014-04-03.dtd" [ ]>
<us-patent-grant lang="EN" dtd-version="v4.5 2014-04-03" country="US">
<us-bibliographic-data-grant>
<publication-reference><document-id><country>US</country><doc-number>{number}</doc-number><kind>{kind}</kind><date>20220301</date></document-id></publication-reference>
<application-reference appl-type="utility"><document-id><country>US</country><doc-number>16999001</doc-number><date>20190214</date></document-id></application-reference>
<us-application-series-code>16</us-application-series-code>
{bibliography}
<invention-title id="t1">Sample valve for CO<sub>2</sub></invention-title>
</us-bibliographic-data-grant>
<abstract id="abstract"><p id="p-0001" num="0000">A sample valve is disclosed.</p></abstract>
<description id="description">{description or '<heading id="h-1" level="1">FIELD</heading><p id="p-0002" num="0001">The field is valves.</p>'}</description>
<us-claim-statement>What is claimed is:</us-claim-statement>
<claims id="claims">{claims or '<claim id="CLM-00001" num="00001"><claim-text>1. A valve.</claim-text></claim>'}</claims>
</us-patent-grant>
"""


def green_book(*, number: str = "039990017", head: Sequence[str] = (), body: Sequence[str] = ()) -> str:
    """Return a PATN record; `head` are further lines of its first section, `body` further sections."""
    lines = [
        "PATN", f"WKU  {number}", "SRC  5", "APN  4999016", "APT  1", "APD  19740307",
        "TTL  Sample measuring device for low", "      temperatures", "ISD  19760113", "NCL  2", *head,
        "INVT", "NAM  Example, Jr.; Ann B.", "CTY  Sampletown", "ASSG", "NAM  Example Works Incorporated", "COD  02",
        "PRIR", "CNT  JPX", "APD  19730310", "APN  48/99901", "CLAS", "OCL  179 90K", "XCL  224 4207", "ICL  H04M 1100",
        "ABST", "PAL  A device for H.sub.2 O at 10.sup.-3 bar and 5.degree. C.",
        "BSUM", "PAC  BACKGROUND", "PAR  Angles .alpha. and .DELTA. are .ltoreq.3.times.2.", "PAR  A second paragraph.",
        *body,
        "CLMS", "STM  What is claimed is:", "NUM  1.", "PAR  1. A device comprising:", "PA1  a high-", "      speed sensor; and",
        "PA1  a housing.", "NUM  2.", "PAR  2. The device of claim 1 wherein the housing is round.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def brs(number: str = "09999001") -> str:
    """Return a document of a BRS dump with its two lines of headline."""
    lines = [
        f"{number}\tB2\t20151201\t13999001\t1000", "Sample chip", "*** BRS DOCUMENT BOUNDARY ***",
        f"WKU {number}", "APT B2", f"DID US {number.lstrip('0')} B2", "GISD 20151201", "AFD 20121114", "APP 13/999001",
        "PRCO KR", "PRAN 10-2011-0099901", "PRAD 20110609", "PRAY 2011", "TRX 213",
        "IPCP H05K9/00 20060101 H05K009/00", "CPOI H05K9/0066 20130101", "CPOA Y10T29/49121 20150115",
        "TTL Sample chip with a very long", "      title", "NCL 2",
        "COND us-provisional-application US 61999001 20111114", "AANM Sample Applicant Inc.",
        "INNM Li; Xiaoming", "ASNM Sample Owner Ltd.", "ABPR  A sample chip is provided.",
        "BSTX BACKGROUND", "BSTX  The present chip is small.", "CLST What is claimed is:",
        "CLPR  1. A chip comprising a core.", "CLPR  2. The chip of claim 1, having", "      two cores.", "DSRC US",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


SGML = """<!DOCTYPE PATDOC PUBLIC "-//USPTO//DTD ST.32 US PATENT GRANT V2.4 2000-09-20//EN" [
<!ENTITY US06999001-D0 SYSTEM "US06999001-D0.TIF" NDATA TIF>
]>
<PATDOC DTD="2.4" STATUS="BUILD 20010101">
<SDOBI><B100><B110><DNUM><PDAT>06999001</PDAT></DNUM></B110><B130><PDAT>B1</PDAT></B130>
<B140><DATE><PDAT>20010102</PDAT></DATE></B140><B190><PDAT>US</PDAT></B190></B100>
<B200><B210><DNUM><PDAT>09999001</PDAT></DNUM></B210><B211US><PDAT>09</PDAT></B211US><B220><DATE><PDAT>19990105</PDAT></DATE></B220></B200>
<B300><B310><DNUM><PDAT>98 99901</PDAT></DNUM></B310><B320><DATE><PDAT>19980106</PDAT></DATE></B320><B330><CTRY><PDAT>NO</PDAT></CTRY></B330></B300>
<B400><B472><B473US><B474US><PDAT>45</PDAT></B474US></B472></B400>
<B500><B510><B511><PDAT>G06F 1516</PDAT></B511><B516><PDAT>7</PDAT></B516></B510><B520><B521><PDAT>709202</PDAT></B521></B520>
<B540><STEXT><PDAT>Sample switch &minus; improved</PDAT></STEXT></B540>
<B560><B561><PCIT><DOC><DNUM><PDAT>5999001</PDAT></DNUM></DOC></PCIT><CITED-BY-EXAMINER></B561></B560>
<B570><B577><PDAT>2</PDAT></B577></B570><B590><B595><PDAT>3</PDAT></B595><B597US></B590></B500>
<B700><B720><B721><PARTY-US><NAM><FNM><PDAT>Ann</PDAT></FNM><SNM><STEXT><PDAT>Example</PDAT></STEXT></SNM></NAM></PARTY-US></B721></B720>
<B730><B731><PARTY-US><NAM><ONM><STEXT><PDAT>Example Works</PDAT></STEXT></ONM></NAM></PARTY-US></B731><B732US><PDAT>03</PDAT></B732US></B730></B700>
</SDOBI>
<SDOAB><BTEXT><PARA ID=P-00001 LVL=0><PTEXT><PDAT>A switch &bull; where A &lt; B.</PDAT></PTEXT></PARA></BTEXT></SDOAB>
<SDODE><BRFSUM><BTEXT><H LVL=1><STEXT><PDAT>FIELD</PDAT></STEXT></H>
<PARA ID=P-00002 LVL=0><PTEXT><PDAT>Values of 10</PDAT><HIL><SP><PDAT>-3</PDAT></SP></HIL><PDAT> m of H</PDAT><HIL><SB><PDAT>2</PDAT></SB></HIL><PDAT>O.</PDAT></PTEXT></PARA>
<EMI ID="EMI-M1" FILE=US06999001-D0 HE=3><PARA ID=P-00003 LVL=0><PTEXT><PDAT>More text.</PDAT></PTEXT></PARA></BTEXT></BRFSUM></SDODE>
<SDOCL><H LVL="1"><STEXT><PDAT>What is claimed is:</PDAT></STEXT></H><CL>
<CLM ID="CLM-00001"><PARA ID=P-00004 LVL=0><PTEXT><PDAT>1. A switch, comprising:</PDAT></PTEXT></PARA><CLMSTEP LVL=2><PTEXT><PDAT>a lever.</PDAT></PTEXT></CLMSTEP></CLM>
<CLM ID="CLM-00002"><PARA ID=P-00005 LVL=0><PTEXT><PDAT>2. The switch of </PDAT><CLREF ID="CLM-00001"><PDAT>claim 1</PDAT></CLREF><PDAT>, in red.</PDAT></PTEXT></PARA></CLM></CL></SDOCL>
<SDODR ID="DRAWINGS"><EMI ID="E2" FILE=US06999001-D0></SDODR>
</PATDOC>
"""

PAP = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE patent-application-publication SYSTEM "pap-v15-2001-01-31.dtd" []>
<patent-application-publication><subdoc-bibliographic-information>
<document-id><doc-number>20010999001</doc-number><kind-code>A1</kind-code><document-date>20010719</document-date></document-id>
<publication-filing-type>new-utility</publication-filing-type>
<domestic-filing-data><application-number><doc-number>09999777</doc-number></application-number><application-number-series-code>09</application-number-series-code><filing-date>20010205</filing-date></domestic-filing-data>
<foreign-priority-data><priority-application-number><doc-number>199 99 001</doc-number></priority-application-number><filing-date>20000802</filing-date><country-code>DE</country-code></foreign-priority-data>
<technical-information><classification-ipc><classification-ipc-primary><ipc>D21C011/12</ipc></classification-ipc-primary></classification-ipc>
<classification-us><classification-us-primary><uspc><class>134</class><subclass>031000</subclass></uspc></classification-us-primary></classification-us>
<title-of-invention>Sample process</title-of-invention></technical-information>
<continuity-data><continuations><continuation-of><parent-child><child><document-id><doc-number>09999777</doc-number></document-id></child><parent><document-id><doc-number>09888777</doc-number><document-date>19990817</document-date></document-id></parent><parent-status>GRANTED</parent-status><parent-patent><document-id><doc-number>6999777</doc-number></document-id></parent-patent></parent-child></continuation-of></continuations></continuity-data>
<inventors><first-named-inventor><name><given-name>Ann</given-name><middle-name>B.</middle-name><family-name>Example</family-name><name-suffix>III</name-suffix></name></first-named-inventor></inventors>
<assignee><organization-name>Example Works</organization-name><assignee-type>03</assignee-type></assignee>
</subdoc-bibliographic-information>
<subdoc-abstract><paragraph id="A-0001" lvl="0">A process.</paragraph></subdoc-abstract>
<subdoc-description><summary-of-invention><section><heading lvl="1">SUMMARY</heading><paragraph id="P-0001" lvl="0"><number>&lsqb;0001&rsqb;</number> Paper <highlight><bold>12</bold></highlight> is made.</paragraph></section></summary-of-invention></subdoc-description>
<subdoc-claims><claim id="CLM-00001"><claim-text><highlight><bold>1.</bold></highlight>A process comprising: <claim-text>drying paper.</claim-text></claim-text></claim>
<claim id="CLM-00002"><claim-text><highlight><bold>2</bold></highlight>. The process of <dependent-claim-reference depends_on="CLM-00001"><claim-text>claim 1</claim-text></dependent-claim-reference> at night.</claim-text></claim></subdoc-claims>
</patent-application-publication>
"""
