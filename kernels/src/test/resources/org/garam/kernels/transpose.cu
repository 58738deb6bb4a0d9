// 12 groups
KERNEL(32, 8) transpose_0701e763bd(GLOBAL const f32* in0, const i64 in0_offset, GLOBAL f32* out0, const i64 out0_offset)
{
    in0 += in0_offset;
    out0 += out0_offset;
    LOCAL_ARRAY(f32, tile, 1056);
    const i32 first_column = GROUP_ID % 4 * 32;
    const i32 first_row = GROUP_ID / 4 % 3 * 32;
    const i32 other = GROUP_ID / 12;
    for (i32 i = LOCAL_Y; i < 32; i += 8) {
        const i32 row = first_row + LOCAL_X;
        const i32 column = first_column + i;
        if (row < 70 && column < 100) {
            tile[i * 33 + LOCAL_X] = in0[row + column * 70];
        }
    }
    BARRIER;
    for (i32 i = LOCAL_Y; i < 32; i += 8) {
        const i32 row = first_row + i;
        const i32 column = first_column + LOCAL_X;
        if (row < 70 && column < 100) {
            out0[row * 100 + column] = tile[LOCAL_X * 33 + i];
        }
    }
}

