package org.garam.kernels;

import java.util.List;
import org.garam.plan.Kernel;

/** A matrix product, rendered as its {@link GemmTile} says. */
final class GemmTemplate {
    private GemmTemplate() {}

    static List<Launch> render(Kernel.Gemm kernel, DeviceTraits traits, GemmTile tile) {
        if (kernel.output().shape().count() == 0) {
            return List.of();
        }
        return switch (tile) {
            case GemmTile.Direct direct -> GemmDirectTemplate.render(kernel, direct);
            case GemmTile.Tiled tiled -> GemmTiledTemplate.render(kernel, traits, tiled);
        };
    }
}
