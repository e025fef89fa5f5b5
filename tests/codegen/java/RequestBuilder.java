package com.kaltura.client.utils.request;

public abstract class RequestBuilder<ReturnType, TokenizerType, SelfType>
        extends BaseRequestBuilder<ReturnType, SelfType> {
    final String service;
    final String action;

    public RequestBuilder(Class<?> type, String service, String action) {
        this.service = service;
        this.action = action;
    }

    @Override
    protected String getUrlTail() {
        return "service/" + service + "/action/" + action;
    }
}
