package org.garam.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.garam.model.ModelLayer;
import org.garam.model.Sequential;
import org.garam.tensor.Shape;

/**
 * A model as boxes, one for each layer from top to bottom, with its name and class, the shapes of what goes in and comes
 * out, and how many parameters it has: Keras' {@code plot_model(show_shapes=True, show_layer_names=True)}.
 *
 * <pre>{@code
 * ModelDiagram.plotModel(model).save(Path.of("model.png"));
 * }</pre>
 */
public final class ModelDiagram extends Picture {

    private static final int MARGIN = 20;
    private static final int HEADER = 28;
    private static final int ROW = 20;
    private static final int ROWS = 3;
    private static final int ARROW = 28;
    private static final int ARROW_HEAD = 5;
    private static final int PADDING = 12;
    private static final int SMALLEST_BOX = 280;
    private static final Color HEADER_FILL = new Color(0xE3EAF6);
    private static final Font HEADER_FONT = new Font(Font.SANS_SERIF, Font.BOLD, 13);
    private static final Font ROW_FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

    /** A layer in words. */
    private record Box(String header, List<String> rows) {

        static Box of(ModelLayer layer) {
            var parameters = layer.layer().weights(layer.inputShape()).stream().mapToLong(weight -> weight.shape().count())
                    .sum();
            return new Box(layer.name() + " (" + layer.layer().className() + ")",
                    List.of("Input shape: " + batch(layer.inputShape()), "Output shape: " + batch(layer.outputShape()),
                            "Parameters: " + grouped(parameters)));
        }

        private static String batch(Shape sample) {
            return Arrays.stream(sample.toArray()).mapToObj(size -> ", " + size)
                    .collect(Collectors.joining("", "(None", sample.rank() == 0 ? ",)" : ")"));
        }

        private static String grouped(long number) {
            return String.format(Locale.ROOT, "%,d", number);
        }
    }

    private final List<Box> boxes;
    private final String name;
    private final Frame frame;

    private ModelDiagram(List<Box> boxes, String name, Frame frame) {
        this.boxes = boxes;
        this.name = name;
        this.frame = frame;
    }

    /**
     * A picture of the layers of {@code model}, as large as they need.
     *
     * @throws IllegalArgumentException if the model has no layers
     * @throws IllegalStateException    if the shape of a sample is not known yet
     */
    public static ModelDiagram plotModel(Sequential model) {
        Checks.given("model to plot", model, "a Sequential");
        var boxes = model.layers().stream().map(Box::of).toList();
        if (boxes.isEmpty()) {
            throw new IllegalArgumentException("plotModel: the model \"" + model.name() + "\" has no layers; add some first");
        }
        return new ModelDiagram(boxes, model.name(), frame(boxes, Optional.empty()));
    }

    private static Frame frame(List<Box> boxes, Optional<String> title) {
        var height = boxes.size() * (HEADER + ROWS * ROW) + (boxes.size() - 1) * ARROW + 2 * MARGIN;
        return new Frame(title, ChartFile.withFonts(() -> boxWidth(boxes)) + 2 * MARGIN,
                height + (title.isPresent() ? TITLE_BAND : 0));
    }

    private static int boxWidth(List<Box> boxes) {
        var scratch = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        var headers = scratch.getFontMetrics(HEADER_FONT);
        var rows = scratch.getFontMetrics(ROW_FONT);
        var widest = boxes.stream().mapToInt(box -> Math.max(headers.stringWidth(box.header),
                box.rows.stream().mapToInt(rows::stringWidth).max().orElseThrow())).max().orElseThrow();
        scratch.dispose();
        return Math.max(SMALLEST_BOX, widest + 2 * PADDING);
    }

    /** A line of text above the boxes. */
    public ModelDiagram title(String title) {
        return new ModelDiagram(boxes, name, frame(boxes, frame.titled(title).title()));
    }

    @Override
    Frame frame() {
        return frame;
    }

    @Override
    String defaultTitle() {
        return "Model " + name;
    }

    @Override
    String description() {
        return boxes.stream().map(box -> box.header + ": " + String.join(", ", box.rows)).collect(Collectors.joining("; "));
    }

    @Override
    List<Part> parts() {
        return List.of(frame.rest(this::paint));
    }

    private void paint(Graphics2D graphics) {
        graphics.setStroke(new BasicStroke(1));
        var width = frame.width() - 2 * MARGIN;
        for (var i = 0; i < boxes.size(); i++) {
            var top = MARGIN + i * (HEADER + ROWS * ROW + ARROW);
            if (i > 0) {
                paintArrow(graphics, frame.width() / 2, top - ARROW, top);
            }
            paintBox(graphics, boxes.get(i), top, width);
        }
    }

    private static void paintBox(Graphics2D graphics, Box box, int top, int width) {
        graphics.setColor(HEADER_FILL);
        graphics.fillRect(MARGIN, top, width, HEADER);
        graphics.setColor(Color.DARK_GRAY);
        graphics.drawRect(MARGIN, top, width, HEADER + ROWS * ROW);
        graphics.drawLine(MARGIN, top + HEADER, MARGIN + width, top + HEADER);
        graphics.setColor(Color.BLACK);
        graphics.setFont(HEADER_FONT);
        graphics.drawString(box.header, MARGIN + PADDING, top + baseline(graphics.getFontMetrics(), HEADER));
        graphics.setFont(ROW_FONT);
        var baseline = baseline(graphics.getFontMetrics(), ROW);
        IntStream.range(0, ROWS).forEach(row -> graphics.drawString(box.rows.get(row), MARGIN + PADDING,
                top + HEADER + row * ROW + baseline));
    }

    private static int baseline(FontMetrics font, int height) {
        return (height - font.getHeight()) / 2 + font.getAscent();
    }

    private static void paintArrow(Graphics2D graphics, int x, int from, int to) {
        graphics.setColor(Color.DARK_GRAY);
        graphics.drawLine(x, from, x, to - ARROW_HEAD);
        graphics.fillPolygon(new int[] {x - ARROW_HEAD, x + ARROW_HEAD, x}, new int[] {to - 2 * ARROW_HEAD,
            to - 2 * ARROW_HEAD, to}, 3);
    }
}
