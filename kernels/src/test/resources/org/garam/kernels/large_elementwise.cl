// 1024 groups
KERNEL(1024, 1) elementwise_multiply_subtract_23a86fcbf1(GLOBAL const f32* in0, const i64 in0_offset, GLOBAL const f32* in1, const i64 in1_offset, GLOBAL f32* out0, const i64 out0_offset, const i32 count)
{
    in0 += in0_offset;
    in1 += in1_offset;
    out0 += out0_offset;
    const i32 x = (i32) GROUP_ID * 1024 + LOCAL_X;
    if (x < count) {
        const f32 t0 = in0[x];
        const f32 t1 = 0.5f;
        const f32 t2 = t0 * t1;
        const f32 t3 = in1[x];
        const f32 t4 = t3 - t2;
        out0[x] = t4;
    }
}

