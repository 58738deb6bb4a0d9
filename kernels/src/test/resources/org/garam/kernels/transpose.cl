// 36 groups
KERNEL(32, 8) elementwise_copy_018924b883(GLOBAL const f32* in0, const i64 in0_offset, GLOBAL f32* out0, const i64 out0_offset)
{
    in0 += in0_offset;
    out0 += out0_offset;
    const i32 x = (i32) (GROUP_ID % 4) * 32 + LOCAL_X;
    const i32 y = (i32) (GROUP_ID / 4) * 8 + LOCAL_Y;
    if (x < 100 && y < 70) {
        const f32 t0 = in0[y + x * 70];
        out0[y * 100 + x] = t0;
    }
}

