package org.garam.data;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A web server on this machine that sends exactly the bytes that a test wants, right or wrong, and hangs up. */
final class ScriptedServer implements AutoCloseable {

    /** @param rangeStart first byte asked for by a range, -1 without a range */
    record Request(String path, long rangeStart) {
    }

    private final ServerSocket socket;
    private final Function<Request, byte[]> script;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    ScriptedServer(Function<Request, byte[]> script) {
        this.script = script;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofVirtual().start(this::serve);
    }

    /** Serves each file of the folder-like function as a well-behaved server does: with ranges. */
    static byte[] file(Request request, byte[] content) {
        if (request.rangeStart() < 0) {
            return answer("200 OK", content);
        }
        if (request.rangeStart() >= content.length) {
            return answer("416 Range Not Satisfiable", new byte[0], "Content-Range: bytes */" + content.length);
        }
        return answer("206 Partial Content",
                Arrays.copyOfRange(content, (int) request.rangeStart(), content.length), "Content-Range: bytes "
                        + request.rangeStart() + "-" + (content.length - 1) + "/" + content.length);
    }

    static byte[] answer(String status, byte[] body, String... headers) {
        return raw(status, body, body.length, headers);
    }

    /** Declares a longer body than it sends. */
    static byte[] cutShort(String status, byte[] body, int declared, String... headers) {
        return raw(status, body, declared, headers);
    }

    private static byte[] raw(String status, byte[] body, int declared, String... headers) {
        var bytes = new ByteArrayOutputStream();
        var head = "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: " + declared + "\r\n";
        for (var header : headers) {
            head += header + "\r\n";
        }
        bytes.writeBytes((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                var connection = socket.accept();
                Thread.ofVirtual().start(() -> answer(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void answer(Socket connection) {
        try (connection) {
            var head = new BufferedReader(new InputStreamReader(connection.getInputStream(),
                    StandardCharsets.US_ASCII));
            var path = head.readLine().split(" ")[1];
            var rangeStart = -1L;
            for (String line; !(line = head.readLine()).isEmpty();) {
                if (line.startsWith("Range: bytes=")) {
                    rangeStart = Long.parseLong(line.substring("Range: bytes=".length(), line.length() - 1));
                }
            }
            var request = new Request(path, rangeStart);
            requests.add(request);
            connection.getOutputStream().write(script.apply(request));
        } catch (IOException clientLeft) {
            // A client that hangs up in the middle is among what is tested.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
