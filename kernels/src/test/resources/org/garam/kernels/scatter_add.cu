// 64 groups
KERNEL(64, 1) scatter_add_2b33055b76(GLOBAL const i32* positions, const i64 positions_offset, GLOBAL const f32* updates, const i64 updates_offset, GLOBAL f32* out0, const i64 out0_offset)
{
    positions += positions_offset;
    updates += updates_offset;
    out0 += out0_offset;
    const i32 item = (i32) GROUP_ID * 64 + LOCAL_X;
    if (item < 4080) {
        const i32 first = item % 17 * 1;
        const i32 last = first + 1 < 17 ? first + 1 : 17;
        const i32 stripe = item / 17;
        for (i32 target = stripe; target < 1000; target += 240) {
            for (i32 x = first; x < last; ++x) {
                out0[target * 17 + x] = 0.0f;
            }
        }
        for (i32 p = 0; p < 32; ++p) {
            const i32 target = (i32) nearest_row(positions[p], 1000);
            if (target % 240 == stripe) {
                for (i32 x = first; x < last; ++x) {
                    out0[target * 17 + x] = out0[target * 17 + x] + updates[p * 17 + x];
                }
            }
        }
    }
}

