package com.kaltura.client.enums;

public interface EnumAsInt {
    int getValue();
}
