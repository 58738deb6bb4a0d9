// 32 groups
KERNEL(256, 1) reduce_sum_multiply_ec96aaef24(GLOBAL const f32* in0, const i64 in0_offset, GLOBAL f32* partial, const i64 partial_offset, const i32 chunk, const i32 range)
{
    in0 += in0_offset;
    partial += partial_offset;
    const i32 item = GROUP_ID;
    const i32 unit = 0;
    const i32 slice = item;
    const i32 begin = slice * chunk;
    const i32 end = begin + chunk < range ? begin + chunk : range;
    f32 total_rest = 0.0f;
    for (i32 r = begin + LOCAL_X; r < end; r += 256) {
        const f32 t0 = in0[r];
        const f32 t1 = t0 * t0;
        total_rest = total_rest + t1;
    }
    LOCAL_ARRAY(f32, total_shared, 256);
    total_shared[LOCAL_X] = total_rest;
    BARRIER;
    for (i32 reach = 128; reach > 0; reach /= 2) {
        if (LOCAL_X < reach) {
            total_shared[LOCAL_X] = total_shared[LOCAL_X] + total_shared[LOCAL_X + reach];
        }
        BARRIER;
    }
    total_rest = total_shared[0];
    if (LOCAL_X == 0) {
        partial[slice] = total_rest;
    }
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

