package com.kaltura.client;

import com.kaltura.client.types.APIException;
import com.kaltura.client.utils.request.RequestElement;
import com.kaltura.client.utils.response.base.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** Sends what it is given, as JSON, and answers nothing. */
public class APIOkRequestsExecutor {
    private static final APIOkRequestsExecutor ONE = new APIOkRequestsExecutor();

    public static APIOkRequestsExecutor getExecutor() {
        return ONE;
    }

    public void enableLogs(boolean enable) {}

    public Response<?> execute(RequestElement<?> request) {
        try {
            HttpURLConnection connection =
                (HttpURLConnection) new URL(request.getUrl()).openConnection();
            connection.setDoOutput(true);
            connection.setRequestProperty("Accept", "application/json");
            byte[] body = Params.json(request.getParams()).getBytes(StandardCharsets.UTF_8);
            connection.setRequestProperty("Content-Type", "application/json");
            if (!request.getFiles().isEmpty()) {
                connection.setRequestProperty("Content-Type", "multipart/form-data; boundary=mark");
                body = multipart(body, request.getFiles());
            }
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            connection.getInputStream().readAllBytes();
            return new Response<>(List.of(), null);
        } catch (IOException error) {
            return new Response<>(null, new APIException(error.toString()));
        }
    }

    private static byte[] multipart(byte[] json, Map<String, FileHolder> files) throws IOException {
        ByteArrayOutputStream made = new ByteArrayOutputStream();
        part(made, "json", "", json);
        for (Map.Entry<String, FileHolder> one : files.entrySet()) {
            String name = "; filename=\"" + one.getValue().file.getName() + "\"";
            part(made, one.getKey(), name, Files.readAllBytes(one.getValue().file.toPath()));
        }
        made.write("--mark--\r\n".getBytes(StandardCharsets.UTF_8));
        return made.toByteArray();
    }

    private static void part(OutputStream out, String name, String file, byte[] content)
            throws IOException {
        String head =
            "--mark\r\nContent-Disposition: form-data; name=\"" + name + "\"" + file + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.UTF_8));
        out.write(content);
        out.write("\r\n".getBytes(StandardCharsets.UTF_8));
    }
}
