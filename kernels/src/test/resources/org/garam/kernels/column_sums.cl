// 19 groups
KERNEL(1, 1) reduce_sum_copy_510cbc34b0(GLOBAL const f32* in0, const i64 in0_offset, GLOBAL f32* out0, const i64 out0_offset)
{
    in0 += in0_offset;
    out0 += out0_offset;
    const i32 item = GROUP_ID;
    const i32 unit = item;
    const i32 first = unit % 19 * 16;
    const i32 outer = unit / 19;
    if (first + 16 <= 300) {
        f32 total_rest = 0.0f;
        f32 total_lanes[16];
        for (i32 lane = 0; lane < 16; ++lane) {
            total_lanes[lane] = 0.0f;
        }
        for (i32 r = 0; r < 4000; ++r) {
            for (i32 lane = 0; lane < 16; ++lane) {
                const i32 k = first + lane;
                const f32 t0 = in0[k + r * 300];
                total_lanes[lane] = total_lanes[lane] + t0;
            }
        }
        for (i32 lane = 0; lane < 16; ++lane) {
            const i32 k = first + lane;
            out0[k] = total_lanes[lane];
        }
    }
    else for (i32 k = first; k < 300; ++k) {
        f32 total_rest = 0.0f;
        for (i32 r = 0; r < 4000; ++r) {
            const f32 t0 = in0[k + r * 300];
            total_rest = total_rest + t0;
        }
        out0[k] = total_rest;
    }
}

