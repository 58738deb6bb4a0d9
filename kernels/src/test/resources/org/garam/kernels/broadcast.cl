// 64 groups
KERNEL(256, 1) elementwise_add_maximum_ed6fb6849b(GLOBAL const f32* in0, const i64 in0_offset, GLOBAL const f32* in1, const i64 in1_offset, GLOBAL f32* out0, const i64 out0_offset)
{
    in0 += in0_offset;
    in1 += in1_offset;
    out0 += out0_offset;
    const i32 x = (i32) (GROUP_ID % 2) * 256 + LOCAL_X;
    const i32 y = (i32) (GROUP_ID / 2);
    if (x < 300 && y < 32) {
        const f32 t0 = in0[y * 300 + x];
        const f32 t1 = in1[x];
        const f32 t2 = t0 + t1;
        const f32 t3 = 0.0f;
        const f32 t4 = maximum_f32(t2, t3);
        out0[y * 300 + x] = t4;
    }
}

