package com.kaltura.client.utils.request;

import com.kaltura.client.FileHolder;
import com.kaltura.client.Params;
import java.util.Map;

public interface RequestElement<T> {
    String getUrl();

    Params getParams();

    Map<String, FileHolder> getFiles();
}
