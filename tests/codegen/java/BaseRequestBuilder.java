package com.kaltura.client.utils.request;

import com.kaltura.client.Client;
import com.kaltura.client.FileHolder;
import java.util.LinkedHashMap;
import java.util.Map;

public abstract class BaseRequestBuilder<ReturnedType, SelfType> extends RequestBuilderData<SelfType>
        implements RequestElement<ReturnedType> {
    protected final Map<String, FileHolder> files = new LinkedHashMap<>();
    private String url;

    protected abstract String getUrlTail();

    public RequestElement<ReturnedType> build(Client client) {
        params.putAll(client.params);
        url = client.config.getEndpoint().replaceAll("/$", "") + "/api_v3/" + getUrlTail();
        return this;
    }

    public String getUrl() {
        return url;
    }

    public com.kaltura.client.Params getParams() {
        return params;
    }

    public Map<String, FileHolder> getFiles() {
        return files;
    }
}
