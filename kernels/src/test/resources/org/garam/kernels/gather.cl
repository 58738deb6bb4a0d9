// 4 groups
KERNEL(32, 8) gather_9ed576aab6(GLOBAL const f32* data, const i64 data_offset, GLOBAL const i32* positions, const i64 positions_offset, GLOBAL f32* out0, const i64 out0_offset)
{
    data += data_offset;
    positions += positions_offset;
    out0 += out0_offset;
    const i32 x = (i32) (GROUP_ID % 1) * 32 + LOCAL_X;
    const i32 y = (i32) (GROUP_ID / 1) * 8 + LOCAL_Y;
    if (x < 17 && y < 32) {
        const i32 from = (i32) nearest_row(positions[y], 1000);
        out0[y * 17 + x] = data[from * 17 + x];
    }
}

