package com.kaltura.client.utils.request;

import com.kaltura.client.Params;
import com.kaltura.client.types.BaseResponseProfile;

@SuppressWarnings("unchecked")
public abstract class RequestBuilderData<SelfType> {
    public final Params params = new Params();

    public SelfType setClientTag(String clientTag) {
        params.add("clientTag", clientTag);
        return (SelfType) this;
    }

    public SelfType setApiVersion(String apiVersion) {
        params.add("apiVersion", apiVersion);
        return (SelfType) this;
    }

    public SelfType setPartnerId(Integer partnerId) {
        params.add("partnerId", partnerId);
        return (SelfType) this;
    }

    public SelfType setKs(String ks) {
        params.add("ks", ks);
        return (SelfType) this;
    }

    public SelfType setLanguage(String language) {
        params.add("language", language);
        return (SelfType) this;
    }

    public SelfType setResponseProfile(BaseResponseProfile responseProfile) {
        params.add("responseProfile", responseProfile);
        return (SelfType) this;
    }
}
