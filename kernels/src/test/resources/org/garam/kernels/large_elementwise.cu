// 2048 groups
KERNEL(256, 1) elementwise_multiply_subtract_d5052c4f3a(GLOBAL const f32* in0, const i64 in0_offset, GLOBAL const f32* in1, const i64 in1_offset, GLOBAL f32* out0, const i64 out0_offset, const i32 count)
{
    in0 += in0_offset;
    in1 += in1_offset;
    out0 += out0_offset;
    const i32 first = (i32) GROUP_ID * 512 + LOCAL_X;
    f32 out0_next[2];
    #pragma unroll
    for (i32 n = 0; n < 2; ++n) {
        const i32 next = first + n * 256;
        const i32 x = next < count ? next : count - 1;
        const f32 t0 = in0[x];
        const f32 t1 = 0.5f;
        const f32 t2 = t0 * t1;
        const f32 t3 = in1[x];
        const f32 t4 = t3 - t2;
        out0_next[n] = t4;
    }
    #pragma unroll
    for (i32 n = 0; n < 2; ++n) {
        const i32 x = first + n * 256;
        if (x < count) {
            out0[x] = out0_next[n];
        }
    }
}

