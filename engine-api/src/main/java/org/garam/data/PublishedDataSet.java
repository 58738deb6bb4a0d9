package org.garam.data;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A data set that somebody publishes as files under one address, and where this machine has it.
 *
 * @param title   what people call it
 * @param folder  name of its folder in the places where data sets are kept
 * @param address address of the folder that its publisher offers, with a slash at the end
 * @param files   what it consists of
 */
record PublishedDataSet(String title, String folder, URI address, List<PublishedFile> files) {

    private static final String COMPRESSED = ".gz";

    /**
     * @param name     name at the publisher; a copy without the ending {@code .gz} is as good
     * @param checksum of its uncompressed content
     */
    record PublishedFile(String name, ContentChecksum checksum) {
    }

    /**
     * @param paths  each published file's name and where it is
     * @param asIs   the user chose exactly these files, so their content may differ from the published one
     * @param source where they are, for people
     */
    record Located(Map<String, Path> paths, boolean asIs, String source) {
    }

    PublishedDataSet {
        files = List.copyOf(files);
    }

    /** Looks in the given folder only, or else in each place in turn and then downloads into the last. */
    Located locate(DataLocations locations) {
        if (locations.directory().isPresent()) {
            return inGivenDirectory(locations.directory().get());
        }
        var report = new ArrayList<String>();
        if (locations.dataHome().isEmpty()) {
            report.add("$" + DataLocations.DATA_HOME_VARIABLE + " is not set");
        }
        var cache = locations.cacheHome().resolve(folder);
        var places = new ArrayList<Path>();
        locations.dataHome().ifPresent(home -> places.add(home.resolve(folder)));
        places.add(cache);
        for (var place : places) {
            var found = found(place);
            if (found.size() == files.size()) {
                return new Located(found, false, "files in " + place);
            }
            report.add(lack(place, found));
        }
        if (!locations.downloadAllowed()) {
            report.add("downloading from " + address + " was switched off");
            throw unavailable(report, cache, null);
        }
        try {
            return downloadTo(cache, locations.listener());
        } catch (DataUnavailableException failure) {
            report.add("download failed: " + failure.getMessage());
            throw unavailable(report, cache, failure);
        }
    }

    private Located inGivenDirectory(Path directory) {
        var found = found(directory);
        if (found.size() < files.size()) {
            throw new DataUnavailableException(title + ": the given folder does not hold all files: "
                    + lack(directory, found) + ". Put the files " + fileNames() + " there, or give no folder, so that "
                    + "they are looked for in the usual places and downloaded from " + address);
        }
        return new Located(found, true, "files in " + directory);
    }

    private Located downloadTo(Path cache, DownloadListener listener) {
        var here = found(cache);
        for (var file : files) {
            if (!here.containsKey(file.name())) {
                new ResumableDownload(address.resolve(file.name()), cache.resolve(file.name()), file.checksum(),
                        listener).fetch();
            }
        }
        return new Located(found(cache), false, "downloaded from " + address + " into " + cache);
    }

    private Map<String, Path> found(Path place) {
        var found = new LinkedHashMap<String, Path>();
        for (var file : files) {
            find(place, file.name()).ifPresent(path -> found.put(file.name(), path));
        }
        return found;
    }

    private static Optional<Path> find(Path place, String name) {
        var published = place.resolve(name);
        if (Files.exists(published)) {
            return Optional.of(published);
        }
        return Optional.of(name).filter(it -> it.endsWith(COMPRESSED))
                .map(it -> place.resolve(it.substring(0, it.length() - COMPRESSED.length()))).filter(Files::exists);
    }

    private String lack(Path place, Map<String, Path> found) {
        if (!Files.isDirectory(place)) {
            return place + (Files.exists(place) ? " is no folder" : " does not exist");
        }
        return place + " lacks " + files.stream().map(PublishedFile::name).filter(name -> !found.containsKey(name))
                .collect(Collectors.joining(", "));
    }

    private String fileNames() {
        return files.stream().map(PublishedFile::name).collect(Collectors.joining(", "));
    }

    private DataUnavailableException unavailable(List<String> report, Path cache, DataUnavailableException cause) {
        return new DataUnavailableException(title + " cannot be had:\n  - " + String.join("\n  - ", report)
                + "\nPut the files " + fileNames() + " into " + cache + ", or name the folder that holds them; "
                + "or use generated data.", cause);
    }
}
