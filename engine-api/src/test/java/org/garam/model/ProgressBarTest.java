package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import org.garam.model.callback.Callback;
import org.garam.model.callback.FakeRun;
import org.garam.model.callback.Progress;
import org.garam.model.callback.ProgressBar;
import org.garam.model.callback.TrainingRun;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private static final TrainingRun RUN = new FakeRun();

    private static Progress progress(int step, double seconds) {
        TreeMap<String, Double> logs = new TreeMap<>();
        logs.put("loss", 0.72);
        logs.put("accuracy", 0.77);
        Duration elapsed = Duration.ofNanos((long) (seconds * 1e9));
        return new Progress(0, step, OptionalInt.of(1719), elapsed, elapsed, logs);
    }

    private static String printed(Charset charset, Function<PrintStream, Callback> bar) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, charset)) {
            Callback callback = bar.apply(out);
            callback.onEpochBegin(RUN, 0);
            callback.onProgress(RUN, progress(860, 1));
            callback.onEpochEnd(RUN, progress(1719, 2));
        }
        return bytes.toString(charset).replace(System.lineSeparator(), "\n");
    }

    @Test
    void aFileGetsOneLineForEachEpoch() {
        assertEquals("""
                Epoch 1/30
                1719/1719 ━━━━━━━━━━━━━━━━━━━━ 2s 1ms/step - accuracy: 0.7700 - loss: 0.7200
                """, printed(StandardCharsets.UTF_8, out -> ProgressBar.bar(out, false)));
    }

    @Test
    void aTerminalIsRewritten() {
        String text = printed(StandardCharsets.UTF_8, out -> ProgressBar.bar(out, true));
        String half = "━━━━━━━━━━";
        String bar = "\u001b[32m" + half + "\u001b[0m\u001b[37m" + half + "\u001b[0m";
        assertTrue(text.contains("\r\u001b[K 860/1719 " + bar + " 0s 1ms/step"), text);
        assertTrue(text.indexOf('\n', text.indexOf('\r')) == text.length() - 1, text);
    }

    @Test
    void linesAreBrief() {
        assertEquals("""
                Epoch 1/30
                1719/1719 - 2s - 1ms/step - accuracy: 0.7700 - loss: 0.7200
                """, printed(StandardCharsets.UTF_8, ProgressBar::lines));
    }

    @Test
    void whatCannotBeDrawnIsSpelled() {
        assertTrue(printed(StandardCharsets.US_ASCII, out -> ProgressBar.bar(out, false))
                .contains("1719/1719 ==================== 2s"));
    }
}
