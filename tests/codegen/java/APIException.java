package com.kaltura.client.types;

public class APIException extends Exception {
    public APIException(String message) {
        super(message);
    }

    public String getCode() {
        return "stub";
    }
}
