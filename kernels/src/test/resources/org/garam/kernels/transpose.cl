// 36 groups
KERNEL(32, 8) elementwise_copy_eaebaba147(GLOBAL const f32* in0, const i64 in0_offset, GLOBAL f32* out0, const i64 out0_offset, const i32 across, const i32 columns, const i32 rows, const i32 in0_stride1, const i32 out0_stride0)
{
    in0 += in0_offset;
    out0 += out0_offset;
    const i32 x = (i32) (GROUP_ID % across) * 32 + LOCAL_X;
    const i32 y = (i32) (GROUP_ID / across) * 8 + LOCAL_Y;
    if (x < columns && y < rows) {
        const f32 t0 = in0[y + x * in0_stride1];
        out0[y * out0_stride0 + x] = t0;
    }
}

