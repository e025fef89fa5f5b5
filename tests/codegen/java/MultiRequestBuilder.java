package com.kaltura.client.utils.request;

import java.util.List;

public class MultiRequestBuilder extends BaseRequestBuilder<List<Object>, MultiRequestBuilder> {
    private int last = 0;

    public MultiRequestBuilder(RequestBuilder<?, ?, ?>... requests) {
        for (RequestBuilder<?, ?, ?> request : requests) {
            String number = String.valueOf(++last);
            request.params.add("service", request.service);
            request.params.add("action", request.action);
            params.put(number, request.params);
            request.files.forEach((name, file) -> files.put(number + ":" + name, file));
        }
    }

    @Override
    protected String getUrlTail() {
        return "service/multirequest";
    }
}
