// 4 groups
KERNEL(1, 1) reduce_sum_multiply_39051da771(GLOBAL const f32* in0, const i64 in0_offset, GLOBAL f32* partial, const i64 partial_offset, const i32 chunk, const i32 range)
{
    in0 += in0_offset;
    partial += partial_offset;
    const i32 item = GROUP_ID;
    const i32 unit = 0;
    const i32 slice = item;
    const i32 begin = slice * chunk;
    const i32 end = begin + chunk < range ? begin + chunk : range;
    f32 total_rest = 0.0f;
    f32 total_lanes[16];
    for (i32 lane = 0; lane < 16; ++lane) {
        total_lanes[lane] = 0.0f;
    }
    {
        i32 i_block = begin;
        for (; i_block + 16 <= end; i_block += 16) {
            for (i32 lane = 0; lane < 16; ++lane) {
                const i32 i = i_block + lane;
                const f32 t0 = in0[i];
                const f32 t1 = t0 * t0;
                total_lanes[lane] = total_lanes[lane] + t1;
            }
        }
        for (i32 i = i_block; i < end; ++i) {
            const f32 t0 = in0[i];
            const f32 t1 = t0 * t0;
            total_rest = total_rest + t1;
        }
    }
    for (i32 lane = 0; lane < 16; ++lane) {
        total_rest = total_rest + total_lanes[lane];
    }
    partial[slice] = total_rest;
}

// 1 groups
KERNEL(64, 1) join_sum_dcf9b935a3(GLOBAL f32* partial, const i64 partial_offset, GLOBAL f32* out0, const i64 out0_offset, const i32 kept, const i32 slices)
{
    partial += partial_offset;
    out0 += out0_offset;
    const i32 k = (i32) GROUP_ID * 64 + LOCAL_X;
    if (k < kept) {
        f32 total_rest = 0.0f;
        for (i32 slice = 0; slice < slices; ++slice) {
            total_rest = total_rest + partial[slice * kept + k];
        }
        out0[0] = total_rest;
    }
}

