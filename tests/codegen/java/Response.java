package com.kaltura.client.utils.response.base;

import com.kaltura.client.types.APIException;

public class Response<T> {
    public APIException error;
    public T results;

    public Response(T results, APIException error) {
        this.error = error;
        this.results = results;
    }

    public boolean isSuccess() {
        return error == null;
    }
}
