package org.garam.data;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * Fetches the bytes of an address into a file that may already hold the first of them. Says nothing about whether they
 * are the right bytes: see {@link ResumableDownload}.
 */
final class Transfer {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(200);
    private static final int MOST_ATTEMPTS = 5;
    private static final int WHOLE = 200;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (?:(\\d+)-\\d+|\\*)/(?:(\\d+)|\\*)");

    private final URI source;
    private final Path part;
    private final long mostBytes;
    private final DownloadListener listener;

    Transfer(URI source, Path part, long uncompressedBytes, DownloadListener listener) {
        this.source = source;
        this.part = part;
        // Content that does not compress at all grows by gzip's header, trailer and a few bytes per block.
        this.mostBytes = uncompressedBytes + uncompressedBytes / 1000 + 1024;
        this.listener = listener;
    }

    /** Returns when the server says that the file is complete. Keeps what has arrived when it throws. */
    void complete() throws IOException {
        // Version 1.1, since the upgrade to 2 that the client would offer on http confuses some plain file servers.
        var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL).connectTimeout(CONNECT_TIMEOUT).build();
        try {
            for (var attempt = 1; ; attempt++) {
                var before = size();
                try {
                    request(client, before);
                    return;
                } catch (ConnectionLost lost) {
                    if (attempt == MOST_ATTEMPTS || size() <= before) {
                        var progress = size() > 0 ? " to go on from byte " + size() : "";
                        throw unavailable(lost.getMessage(), "; check the network and the free space of "
                                + part.getParent() + ", then run again" + progress, lost.getCause());
                    }
                }
            }
        } finally {
            // Not close(), which would wait for a name lookup that hangs.
            client.shutdownNow();
        }
    }

    private void request(HttpClient client, long offset) throws IOException, ConnectionLost {
        var request = HttpRequest.newBuilder(source).timeout(ANSWER_TIMEOUT);
        if (offset > 0) {
            request.header("Range", "bytes=" + offset + "-");
        }
        var answer = new AtomicReference<ResponseInfo>();
        var response = await(client.sendAsync(request.build(), store(offset, answer)), answer);
        var status = response.statusCode();
        if (status == WHOLE || status == PARTIAL && startsAt(answer.get(), offset)) {
            requireSize(size());
            listener.progress(source, size(), OptionalLong.of(size()));
        } else if (offset > 0 && status == RANGE_NOT_SATISFIABLE && total(answer.get()).orElse(-1) == offset) {
            listener.progress(source, offset, OptionalLong.of(offset));
        } else if (offset > 0 && (status == PARTIAL || status == RANGE_NOT_SATISFIABLE)) {
            discard();
            request(client, 0);
        } else {
            throw unavailable("the server answered with status " + status + " instead of 200",
                    "; check the address, or try again later", null);
        }
    }

    private BodyHandler<Void> store(long offset, AtomicReference<ResponseInfo> answer) {
        return info -> {
            answer.set(info);
            if (info.statusCode() == WHOLE) {
                return BodySubscribers.mapping(BodySubscribers.ofFile(part, StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING), path -> null);
            }
            if (info.statusCode() == PARTIAL && startsAt(info, offset)) {
                return BodySubscribers.mapping(BodySubscribers.ofFile(part, StandardOpenOption.WRITE,
                        StandardOpenOption.APPEND), path -> null);
            }
            return BodySubscribers.discarding();
        };
    }

    /** Waits for the end of the response while watching that bytes arrive, and not too many of them. */
    private HttpResponse<Void> await(CompletableFuture<HttpResponse<Void>> pending,
            AtomicReference<ResponseInfo> answer) throws IOException, ConnectionLost {
        var last = size();
        var lastArrival = System.nanoTime();
        while (true) {
            try {
                return pending.get(PROGRESS_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException running) {
                var now = size();
                if (now != last) {
                    last = now;
                    lastArrival = System.nanoTime();
                    listener.progress(source, now, total(answer.get()));
                }
                var patience = answer.get() == null ? ANSWER_TIMEOUT : SILENCE_TIMEOUT;
                if (now > mostBytes || System.nanoTime() - lastArrival > patience.toNanos()) {
                    pending.cancel(true);
                    requireSize(now);
                    throw new ConnectionLost("nothing arrived for " + patience.toSeconds() + " s", running);
                }
            } catch (InterruptedException interruption) {
                pending.cancel(true);
                Thread.currentThread().interrupt();
                throw unavailable("the download was interrupted", "; run again to go on with it", interruption);
            } catch (ExecutionException failed) {
                throw new ConnectionLost(reason(failed.getCause()), failed.getCause());
            }
        }
    }

    private void requireSize(long received) throws IOException {
        if (received > mostBytes) {
            discard();
            throw unavailable("the server sent more than the " + mostBytes + " bytes that the file can have",
                    ", so nothing was kept; check the address, or try again later", null);
        }
    }

    private String reason(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "the host name " + source.getHost() + " could not be resolved (is this machine offline?)";
            }
        }
        return switch (failure) {
            case HttpConnectTimeoutException timeout -> "no connection within " + CONNECT_TIMEOUT.toSeconds() + " s";
            case ConnectException refused when refused.getMessage() == null -> "no connection";
            default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
        };
    }

    private DataUnavailableException unavailable(String reason, String remedy, Throwable cause) {
        return new DataUnavailableException(source + ": " + reason + remedy, cause);
    }

    private static boolean startsAt(ResponseInfo answer, long offset) {
        var range = CONTENT_RANGE.matcher(answer.headers().firstValue("Content-Range").orElse(""));
        return range.matches() && range.group(1) != null && Long.parseLong(range.group(1)) == offset;
    }

    private static OptionalLong total(ResponseInfo answer) {
        var range = CONTENT_RANGE.matcher(answer.headers().firstValue("Content-Range").orElse(""));
        if (range.matches()) {
            return range.group(2) == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(range.group(2)));
        }
        return answer.headers().firstValueAsLong("Content-Length");
    }

    private long size() throws IOException {
        return Files.exists(part) ? Files.size(part) : 0;
    }

    private void discard() throws IOException {
        Files.deleteIfExists(part);
    }

    /** The connection failed or fell silent; what has arrived is of use. */
    private static final class ConnectionLost extends Exception {

        ConnectionLost(String reason, Throwable cause) {
            super(reason, cause);
        }
    }
}
