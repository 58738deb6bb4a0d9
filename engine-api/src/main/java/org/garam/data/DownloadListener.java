package org.garam.data;

import java.net.URI;
import java.util.OptionalLong;

/** Is told how a download goes on, on the thread that waits for it: several times a second and once at its end. */
@FunctionalInterface
public interface DownloadListener {

    /** Tells nobody. */
    DownloadListener SILENT = (source, received, total) -> { };

    /**
     * @param source   what is downloaded
     * @param received bytes that are here, those of an earlier, interrupted download included
     * @param total    bytes of the whole file; empty when the server did not say
     */
    void progress(URI source, long received, OptionalLong total);
}
