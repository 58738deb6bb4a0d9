// 66 groups
KERNEL(64, 1) reduce_sum_copy_d2ab516135(GLOBAL const f32* in0, const i64 in0_offset, GLOBAL f32* partial, const i64 partial_offset, const i32 work, const i32 units, const i32 chunk, const i32 range, const i32 in0_stride1, const i32 kept)
{
    in0 += in0_offset;
    partial += partial_offset;
    const i32 item = (i32) GROUP_ID * 64 + LOCAL_X;
    if (item < work) {
        const i32 unit = item % units;
        const i32 slice = item / units;
        const i32 begin = slice * chunk;
        const i32 end = begin + chunk < range ? begin + chunk : range;
        f32 total_rest = 0.0f;
        for (i32 r = begin; r < end; r += 1) {
            const f32 t0 = in0[unit + r * in0_stride1];
            total_rest = total_rest + t0;
        }
        partial[slice * kept + unit] = total_rest;
    }
}

// 5 groups
KERNEL(64, 1) join_sum_84b0e96b0a(GLOBAL f32* partial, const i64 partial_offset, GLOBAL f32* out0, const i64 out0_offset, const i32 kept, const i32 slices)
{
    partial += partial_offset;
    out0 += out0_offset;
    const i32 k = (i32) GROUP_ID * 64 + LOCAL_X;
    if (k < kept) {
        f32 total_rest = 0.0f;
        for (i32 slice = 0; slice < slices; ++slice) {
            total_rest = total_rest + partial[slice * kept + k];
        }
        out0[k] = total_rest;
    }
}

