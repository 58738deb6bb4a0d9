package org.garam.examples;

import org.garam.data.CaliforniaHousing;
import org.garam.data.TabularDataSet;
import org.garam.examples.tutorial.CaliforniaHousingExample;
import org.garam.examples.tutorial.Notebook;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prices of houses from eight numbers: regression on real data, scaled, with validation. */
@Command(name = "california-housing", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "Prices of houses from eight numbers: regression on real data, scaled, with validation.")
final class CaliforniaHousingCommand extends ExampleCommand.Example {
    @Option(names = "--epochs", paramLabel = "N", defaultValue = "20", description = "how often the data are gone through")
    private int epochs;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "decides initial weights and shuffles")
    private long seed;

    @Option(names = "--limit", paramLabel = "N", description = "use only the first N of the 20640 rows (default: all)")
    private Integer limit;

    @Mixin
    private DataOption data;

    @Override
    void check() {
        requireAtLeast(1, "--epochs", epochs);
        if (limit != null) {
            requireAtLeast(16, "--limit", limit);
        }
    }

    @Override
    void run(Notebook notebook) {
        TabularDataSet housing = CaliforniaHousing.load(data.locations(commandLine().getErr()));
        CaliforniaHousingExample.run(notebook, housing, limit == null ? housing.x().length : limit, epochs, seed);
    }
}
