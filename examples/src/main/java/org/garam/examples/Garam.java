package org.garam.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.garam.data.DataException;
import org.garam.spi.DeviceException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line: {@code ./garam --help}. */
@Command(name = "garam", mixinStandardHelpOptions = true, version = "garam 0.1.0",
        description = "Deep learning in Java on the CPU, CUDA and OpenCL.",
        footer = {"", "Examples:", "  ./garam devices", "  ./garam train fashion-mnist",
            "  ./garam train fashion-mnist --device cpu --epochs 5 --json run.json",
            "  ./garam example linear-regression",
            "  ./garam conformance --device cpu --cases DIR",
            "", "Every command explains itself: ./garam train --help"},
        subcommands = {TrainCommand.class, ExampleCommand.class, DevicesCommand.class, ConformanceCommand.class, CommandLine.HelpCommand.class})
public final class Garam {
    @Option(names = "-D", scope = ScopeType.INHERIT, paramLabel = "NAME=VALUE", description = "sets a Java system property, for example -Ddevice=cpu"
            + " or -Dgaram.cpu.threads=1")
    private void setProperties(Map<String, String> properties) {
        properties.forEach(System::setProperty);
    }

    private Garam() {}

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Garam());
        commandLine.setExecutionExceptionHandler((exception, command, _) -> explain(exception, command));
        commandLine.setUsageHelpAutoWidth(true);
        return commandLine;
    }

    /** Says in one sentence what went wrong; only what nobody foresaw shows where in the code it happened. */
    private static int explain(Exception exception, CommandLine command) {
        boolean foreseen = exception instanceof IllegalArgumentException || exception instanceof IllegalStateException
                || exception instanceof DeviceException || exception instanceof DataException
                || exception instanceof UserErrorException || exception instanceof ArithmeticException
                || exception instanceof IOException || exception instanceof UncheckedIOException;
        String message = exception.getMessage() == null ? exception.toString() : exception.getMessage();
        command.getErr().println("garam: " + message);
        if (!foreseen) {
            command.getErr().println("garam: this is a defect of Garam; please report it with what follows");
            exception.printStackTrace(command.getErr());
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments.length == 0 ? new String[] {"--help"} : arguments));
    }
}
