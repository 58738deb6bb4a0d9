package org.garam.data;

import java.util.Locale;

/**
 * The shapes of {@link GeneratedShapes}, in the order of their labels. Each knows the signed distance (negative inside)
 * of a point from its outline, in units of the shape's radius, x to the right and y down from its center.
 */
enum DrawnShape {
    CIRCLE((x, y, thickness) -> length(x, y) - 0.95),
    RING((x, y, thickness) -> Math.abs(length(x, y) - 0.8) - thickness / 2),
    SQUARE((x, y, thickness) -> box(x, y, 0.85, 0.85)),
    FRAME((x, y, thickness) -> Math.abs(box(x, y, 0.75, 0.75)) - thickness / 2),
    TRIANGLE((x, y, thickness) -> Math.max(y, 0.8660254037844386 * Math.abs(x) - y / 2) - 0.6),
    CROSS((x, y, thickness) -> strokes((x + y) * 0.7071067811865476, (x - y) * 0.7071067811865476, thickness)),
    PLUS((x, y, thickness) -> strokes(x, y, thickness)),
    HORIZONTAL_BAR((x, y, thickness) -> box(x, y, 1, thickness)),
    VERTICAL_BAR((x, y, thickness) -> box(x, y, thickness, 1)),
    CHECKER((x, y, thickness) -> Math.max(box(x, y, 0.9, 0.9), odd(0.3 - Math.abs(x), 0.3 - Math.abs(y))));

    private final SignedDistance outline;

    DrawnShape(SignedDistance outline) {
        this.outline = outline;
    }

    /** @param thickness width of the strokes of shapes that are drawn with strokes */
    double distance(double x, double y, double thickness) {
        return outline.at(x, y, thickness);
    }

    String className() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    @FunctionalInterface
    private interface SignedDistance {
        double at(double x, double y, double thickness);
    }

    private static double length(double x, double y) {
        return Math.sqrt(x * x + y * y);
    }

    private static double box(double x, double y, double halfWidth, double halfHeight) {
        return Math.max(Math.abs(x) - halfWidth, Math.abs(y) - halfHeight);
    }

    private static double strokes(double x, double y, double thickness) {
        return Math.min(box(x, y, 1, thickness / 2), box(x, y, thickness / 2, 1));
    }

    /** Inside where both are inside or both are outside their middle cell. */
    private static double odd(double acrossX, double acrossY) {
        return -Math.signum(acrossX * acrossY) * Math.min(Math.abs(acrossX), Math.abs(acrossY));
    }
}
