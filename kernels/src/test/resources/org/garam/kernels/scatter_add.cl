// 4 groups
KERNEL(1, 1) scatter_add_6ac966362a(GLOBAL const i32* positions, const i64 positions_offset, GLOBAL const f32* updates, const i64 updates_offset, GLOBAL f32* out0, const i64 out0_offset)
{
    positions += positions_offset;
    updates += updates_offset;
    out0 += out0_offset;
    const i32 item = (i32) GROUP_ID * 1 + LOCAL_X;
    if (item < 4) {
        const i32 first = item % 1 * 64;
        const i32 last = first + 64 < 17 ? first + 64 : 17;
        const i32 stripe = item / 1;
        for (i32 target = stripe; target < 1000; target += 4) {
            for (i32 x = first; x < last; ++x) {
                out0[target * 17 + x] = 0.0f;
            }
        }
        for (i32 p = 0; p < 32; ++p) {
            const i32 target = (i32) nearest_row(positions[p], 1000);
            if (target % 4 == stripe) {
                for (i32 x = first; x < last; ++x) {
                    out0[target * 17 + x] = out0[target * 17 + x] + updates[p * 17 + x];
                }
            }
        }
    }
}

