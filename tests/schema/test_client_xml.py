"""A schema written as the file that it was read from."""

from dataclasses import replace

from lxml import etree

from app.schema import reader
from app.schema.export.client_xml import client_xml
from app.schema.facts import bundled

SMALL = b"""<xml apiVersion="1.2.3" generatedDate="7">
<enums><enum name="KalturaA" enumType="int" plugin="p"><const name="ON" value="1"/></enum></enums>
<classes><class name="KalturaB" abstract="1" description="a &lt;b&gt; &amp; c"><property name="id"
 type="int" readOnly="1" insertOnly="0" isTime="1" minValue="-3" enumType="KalturaA"/></class>
</classes>
<services><service id="b_c" name="c" plugin="b"><action name="do" enableInMultiRequest="0"
 sessionRequired="optional" beta="1"><param name="x" type="string" optional="1" default=""/>
<result type="array" arrayType="KalturaB"/><throws name="OH"/></action></service></services>
<plugins><plugin name="b"><dependency pluginName="a"/><pluginService name="c"/></plugin></plugins>
<errors><error name="OH" code="OH" message="oh @X@"><parameter name="X"/></error></errors>
<configurations><client type="K"><clientTag type="string"/></client><request type="R"><ks
 type="string" alias="sessionId" volatile="1"/></request></configurations></xml>"""


def test_what_was_read_is_written() -> None:
    small = reader.read(SMALL)
    assert small.extras == {}
    assert reader.read(client_xml(small)) == small
    whole = bundled().schema
    assert replace(reader.read(client_xml(whole)), extras=whole.extras) == whole


def test_what_generators_look_for_is_always_there() -> None:
    document = etree.fromstring(client_xml(bundled().schema))
    get = document.find("services/service[@id='media']/action[@name='get']")
    assert get is not None
    assert get.attrib["enableInMultiRequest"] == "1"
    assert get.attrib["sessionRequired"] == "always"
    assert [item.get("optional") for item in get.findall("param")] == ["0", "1"]
    own = document.find("classes/class[@name='KalturaBaseEntry']/property[@name='id']")
    assert own is not None
    assert (own.get("readOnly"), own.get("insertOnly")) == ("1", "0")
