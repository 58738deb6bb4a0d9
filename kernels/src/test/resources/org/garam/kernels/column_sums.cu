// 66 groups
KERNEL(64, 1) reduce_sum_copy_8c388a8838(GLOBAL const f32* in0, const i64 in0_offset, GLOBAL f32* partial, const i64 partial_offset)
{
    in0 += in0_offset;
    partial += partial_offset;
    const i32 item = (i32) GROUP_ID * 64 + LOCAL_X;
    if (item < 4200) {
        const i32 unit = item % 300;
        const i32 slice = item / 300;
        const i32 begin = slice * 286;
        const i32 end = begin + 286 < 4000 ? begin + 286 : 4000;
        f32 total_rest = 0.0f;
        for (i32 r = begin; r < end; r += 1) {
            const f32 t0 = in0[unit + r * 300];
            total_rest = total_rest + t0;
        }
        partial[slice * 300 + unit] = total_rest;
    }
}

// 5 groups
KERNEL(64, 1) join_sum_6da806d731(GLOBAL f32* partial, const i64 partial_offset, GLOBAL f32* out0, const i64 out0_offset)
{
    partial += partial_offset;
    out0 += out0_offset;
    const i32 k = (i32) GROUP_ID * 64 + LOCAL_X;
    if (k < 300) {
        f32 total_rest = 0.0f;
        for (i32 slice = 0; slice < 14; ++slice) {
            total_rest = total_rest + partial[slice * 300 + k];
        }
        out0[k] = total_rest;
    }
}

