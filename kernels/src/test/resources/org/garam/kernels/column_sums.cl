// 19 groups
KERNEL(1, 1) reduce_sum_copy_65bc9cb152(GLOBAL const f32* in0, const i64 in0_offset, GLOBAL f32* out0, const i64 out0_offset, const i32 last, const i32 blocks, const i32 range, const i32 in0_stride1)
{
    in0 += in0_offset;
    out0 += out0_offset;
    const i32 item = GROUP_ID;
    const i32 unit = item;
    const i32 first = unit % blocks * 16;
    const i32 outer = unit / blocks;
    if (first + 16 <= last) {
        f32 total_rest = 0.0f;
        f32 total_lanes[16];
        for (i32 lane = 0; lane < 16; ++lane) {
            total_lanes[lane] = 0.0f;
        }
        for (i32 r = 0; r < range; ++r) {
            for (i32 lane = 0; lane < 16; ++lane) {
                const i32 k = first + lane;
                const f32 t0 = in0[k + r * in0_stride1];
                total_lanes[lane] = total_lanes[lane] + t0;
            }
        }
        for (i32 lane = 0; lane < 16; ++lane) {
            const i32 k = first + lane;
            out0[k] = total_lanes[lane];
        }
    }
    else for (i32 k = first; k < last; ++k) {
        f32 total_rest = 0.0f;
        for (i32 r = 0; r < range; ++r) {
            const f32 t0 = in0[k + r * in0_stride1];
            total_rest = total_rest + t0;
        }
        out0[k] = total_rest;
    }
}

