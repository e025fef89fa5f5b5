package com.kaltura.client;

import com.kaltura.client.enums.EnumAsInt;
import com.kaltura.client.enums.EnumAsString;
import com.kaltura.client.types.ObjectBase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a request sends, as the library takes each type: what is unset is left out. */
public class Params extends LinkedHashMap<String, Object> {
    public void add(String key, Integer value) {
        number(key, value, ParamsValueDefaults.KALTURA_UNDEF_INT, ParamsValueDefaults.KALTURA_NULL_INT);
    }

    public void add(String key, Long value) {
        number(key, value, ParamsValueDefaults.KALTURA_UNDEF_LONG, ParamsValueDefaults.KALTURA_NULL_LONG);
    }

    public void add(String key, Double value) {
        number(
            key, value, ParamsValueDefaults.KALTURA_UNDEF_DOUBLE, ParamsValueDefaults.KALTURA_NULL_DOUBLE);
    }

    public void add(String key, Boolean value) {
        number(key, value, null, null);
    }

    public void add(String key, String value) {
        number(key, value, null, ParamsValueDefaults.KALTURA_NULL_STRING);
    }

    public void add(String key, EnumAsString value) {
        if (value != null) {
            add(key, value.getValue());
        }
    }

    public void add(String key, EnumAsInt value) {
        if (value != null) {
            add(key, Integer.valueOf(value.getValue()));
        }
    }

    public void add(String key, ObjectBase value) {
        if (value != null) {
            put(key, value.toParams());
        }
    }

    public <T extends ObjectBase> void add(String key, List<T> values) {
        if (values == null) {
            return;
        }
        if (values.isEmpty()) {
            put(key, Map.of("-", ""));
            return;
        }
        List<Params> items = new ArrayList<>();
        for (T value : values) {
            items.add(value.toParams());
        }
        put(key, items);
    }

    private void number(String key, Object value, Object unset, Object none) {
        if (value == null || value.equals(unset)) {
            return;
        }
        if (value.equals(none)) {
            put(key + "__null", "");
        } else {
            put(key, value);
        }
    }

    /** As JSON. */
    static String json(Object value) {
        if (value instanceof Map) {
            List<String> members = new ArrayList<>();
            ((Map<?, ?>) value).forEach((key, one) -> members.add(json(key) + ":" + json(one)));
            return "{" + String.join(",", members) + "}";
        }
        if (value instanceof List) {
            List<String> members = new ArrayList<>();
            ((List<?>) value).forEach(one -> members.add(json(one)));
            return "[" + String.join(",", members) + "]";
        }
        if (!(value instanceof String)) {
            return String.valueOf(value);
        }
        StringBuilder made = new StringBuilder("\"");
        for (char sign : ((String) value).toCharArray()) {
            made.append(
                sign < ' ' || sign > '~' || sign == '"' || sign == '\\'
                    ? String.format("\\u%04x", (int) sign)
                    : String.valueOf(sign));
        }
        return made.append('"').toString();
    }
}
