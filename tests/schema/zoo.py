"""A made-up API that has every element and every attribute of KalturaClient.xml."""

from app.schema import reader
from app.schema.model import Schema
from app.schema.registry import Registry

ZOO_XML = """<?xml version="1.0"?>
<xml apiVersion="1.2.3" generatedDate="1700000000">
  <!-- a comment says nothing -->
  <enums>
    <enum name="KalturaZooDiet" enumType="int">
      <const name="LEAVES" value="-1"/>
      <const name="MEAT" value="2"/>
    </enum>
    <enum name="KalturaZooKind" enumType="string" plugin="petting" deprecated="1">
      <const name="BIRD" value="petting.BIRD"/>
      <const name="NOTHING" value=""/>
    </enum>
  </enums>
  <classes>
    <class name="KalturaZooAnimal" abstract="1" description="Lives in a zoo">
      <property name="id" type="string" readOnly="1" insertOnly="0" writeOnly="0"
        multiLingual="0" description="Its own id"/>
      <property name="name" type="string" readOnly="0" insertOnly="1" writeOnly="0"
        multiLingual="1" minLength="1" maxLength="40" utf8truncate="30"
        requiresPermissions="insert,update" description=""/>
      <property name="diet" type="int" enumType="KalturaZooDiet" minValue="-3" maxValue="9"
        readOnly="0" insertOnly="0" writeOnly="1" multiLingual="0"/>
      <property name="kindIn" type="string" valuesEnumType="KalturaZooKind" deprecated="1"/>
      <property name="bornAt" type="bigint" isTime="1"/>
      <property name="friends" type="array" arrayType="KalturaZooAnimal"/>
      <property name="labels" type="map" arrayType="KalturaZooLabel"/>
      <property name="unknown" type="KalturaObjectBase"/>
    </class>
    <class name="KalturaZooBird" base="KalturaZooAnimal" plugin="petting" deprecated="1"
      requiresPermissions="insert">
      <property name="name" type="string" maxLength="10" description="What it sings"/>
      <property name="wings" type="int"/>
    </class>
    <class name="KalturaZooParrot" base="KalturaZooBird"/>
    <class name="KalturaZooStray" base="KalturaZooMissing"/>
    <class name="KalturaZooLabel"/>
    <class name="KalturaZooFilter"/>
    <class name="KalturaZooListResponse">
      <property name="objects" type="array" arrayType="KalturaZooAnimal" readOnly="1"/>
    </class>
  </classes>
  <services>
    <service id="animal" name="animal" description="Looks after animals">
      <action name="add" enableInMultiRequest="1" description="Takes one in"
        sessionRequired="always">
        <param name="animal" type="KalturaZooAnimal" optional="0" description="Who comes"/>
        <param name="when" type="int" isTime="1" optional="1" default="null"/>
        <param name="note" type="string" optional="1" default=""/>
        <param name="kind" type="string" enumType="KalturaZooKind" optional="1" default="BIRD"/>
        <param name="labels" type="array" arrayType="KalturaZooLabel"/>
        <result type="KalturaZooAnimal"/>
        <throws name="ZOO_FULL"/>
        <throws name="NOT_IN_THE_LIST"/>
        <throws name="ZOO_FULL"/>
      </action>
      <action name="list" sessionRequired="none">
        <param name="filter" type="KalturaZooFilter" optional="1" default="null"/>
        <result type="array" arrayType="KalturaZooAnimal"/>
      </action>
      <action name="diets" sessionRequired="optional">
        <result type="int" enumType="KalturaZooDiet"/>
      </action>
      <action name="serve" enableInMultiRequest="0" deprecated="1" beta="1"
        actionAlias="petting.serve" plugin="petting">
        <result/>
      </action>
    </service>
    <service id="petting_petting" name="petting" plugin="petting">
      <action name="stroke"><result type="bool"/></action>
    </service>
    <service id="old" name="old" deprecated="1"><action name="go"><result/></action></service>
    <service id="petting_keeper" name="keeper" plugin="petting"/>
    <service id="other_keeper" name="keeper" plugin="Aviary"/>
  </services>
  <plugins>
    <plugin name="petting">
      <pluginService name="petting"/>
      <dependency pluginName="Aviary"/>
    </plugin>
    <plugin name="Aviary"/>
  </plugins>
  <errors>
    <error name="ZOO_FULL" code="ZOO_FULL" message="No room for @NAME@">
      <parameter name="NAME"/>
    </error>
    <error name="SPACED " code="SPACED "/>
  </errors>
  <configurations>
    <client type="KalturaClientConfiguration">
      <clientTag type="string"/>
    </client>
    <request type="KalturaRequestConfiguration">
      <ks type="string" alias="sessionId" description="The key to the zoo"/>
      <animal type="KalturaZooAnimal" volatile="1"/>
    </request>
  </configurations>
</xml>
"""


def zoo(*changes: tuple[str, str]) -> Schema:
    """The zoo's schema; each change is (text that stands in the XML once, what replaces it)."""
    return reader.read(zoo_xml(*changes))


def zoo_xml(*changes: tuple[str, str]) -> bytes:
    xml = ZOO_XML
    for old, new in changes:
        assert xml.count(old) == 1, f"{old!r} stands in the XML {xml.count(old)} times"
        xml = xml.replace(old, new)
    return xml.encode()


def zoo_registry() -> Registry:
    return Registry(zoo(), "imported from the zoo")
