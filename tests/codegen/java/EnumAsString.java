package com.kaltura.client.enums;

public interface EnumAsString {
    String getValue();
}
