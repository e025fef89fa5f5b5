package com.kaltura.client.types;

import com.kaltura.client.Params;

public class ObjectBase {
    private final Params texts = new Params();

    public void setToken(String key, String text) {
        texts.add(key, text);
    }

    public Params toParams() {
        Params made = new Params();
        made.putAll(texts);
        return made;
    }
}
