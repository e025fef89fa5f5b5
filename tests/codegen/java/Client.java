package com.kaltura.client;

import com.kaltura.client.types.BaseResponseProfile;

public class Client {
    public final Configuration config;
    public final Params params = new Params();

    public Client(Configuration config) {
        this.config = config;
        params.put("format", 1);
    }

    public void setClientTag(String clientTag) {
        params.put("clientTag", clientTag);
    }

    public void setApiVersion(String apiVersion) {
        params.put("apiVersion", apiVersion);
    }

    public void setPartnerId(Integer partnerId) {
        params.put("partnerId", partnerId);
    }

    public void setKs(String ks) {
        params.put("ks", ks);
    }

    public void setLanguage(String language) {
        params.put("language", language);
    }

    public void setResponseProfile(BaseResponseProfile responseProfile) {
        params.put("responseProfile", responseProfile.toParams());
    }

    public String getClientTag() {
        return (String) params.get("clientTag");
    }

    public String getApiVersion() {
        return (String) params.get("apiVersion");
    }

    public Integer getPartnerId() {
        return (Integer) params.get("partnerId");
    }

    public String getKs() {
        return (String) params.get("ks");
    }

    public String getLanguage() {
        return (String) params.get("language");
    }

    public BaseResponseProfile getResponseProfile() {
        throw new UnsupportedOperationException();
    }
}
