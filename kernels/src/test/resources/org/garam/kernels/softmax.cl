// 8 groups
KERNEL(8, 1) rows_reduce_max_subtract_exp_reduce_sum_8b57581c52(GLOBAL const f32* in0, const i64 in0_offset, GLOBAL f32* out0, const i64 out0_offset)
{
    in0 += in0_offset;
    out0 += out0_offset;
    const i32 row = (i32) GROUP_ID * 8 + LOCAL_X;
    if (row < 64) {
        f32 t1_rest = -F32_INFINITY;
        f32 t1_lanes[16];
        for (i32 lane = 0; lane < 16; ++lane) {
            t1_lanes[lane] = -F32_INFINITY;
        }
        {
            i32 column_block = 0;
            for (; column_block + 16 <= 100; column_block += 16) {
                for (i32 lane = 0; lane < 16; ++lane) {
                    const i32 column = column_block + lane;
                    const f32 t0 = in0[row * 100 + column];
                    t1_lanes[lane] = maximum_f32(t1_lanes[lane], t0);
                }
            }
            for (i32 column = column_block; column < 100; ++column) {
                const f32 t0 = in0[row * 100 + column];
                t1_rest = maximum_f32(t1_rest, t0);
            }
        }
        for (i32 lane = 0; lane < 16; ++lane) {
            t1_rest = maximum_f32(t1_rest, t1_lanes[lane]);
        }
        const f32 t1 = t1_rest;
        f32 t4_rest = 0.0f;
        f32 t4_lanes[16];
        for (i32 lane = 0; lane < 16; ++lane) {
            t4_lanes[lane] = 0.0f;
        }
        {
            i32 column_block = 0;
            for (; column_block + 16 <= 100; column_block += 16) {
                for (i32 lane = 0; lane < 16; ++lane) {
                    const i32 column = column_block + lane;
                    const f32 t0 = in0[row * 100 + column];
                    const f32 t2 = t0 - t1;
                    const f32 t3 = exp(t2);
                    t4_lanes[lane] = t4_lanes[lane] + t3;
                }
            }
            for (i32 column = column_block; column < 100; ++column) {
                const f32 t0 = in0[row * 100 + column];
                const f32 t2 = t0 - t1;
                const f32 t3 = exp(t2);
                t4_rest = t4_rest + t3;
            }
        }
        for (i32 lane = 0; lane < 16; ++lane) {
            t4_rest = t4_rest + t4_lanes[lane];
        }
        const f32 t4 = t4_rest;
        {
            i32 column_block = 0;
            for (; column_block + 16 <= 100; column_block += 16) {
                f32 t5_stored0[16];
                for (i32 lane = 0; lane < 16; ++lane) {
                    const i32 column = column_block + lane;
                    const f32 t0 = in0[row * 100 + column];
                    const f32 t2 = t0 - t1;
                    const f32 t3 = exp(t2);
                    const f32 t5 = t3 / t4;
                    t5_stored0[lane] = t5;
                }
                for (i32 lane = 0; lane < 16; ++lane) {
                    const i32 column = column_block + lane;
                    out0[row * 100 + column] = t5_stored0[lane];
                }
            }
            for (i32 column = column_block; column < 100; ++column) {
                const f32 t0 = in0[row * 100 + column];
                const f32 t2 = t0 - t1;
                const f32 t3 = exp(t2);
                const f32 t5 = t3 / t4;
                out0[row * 100 + column] = t5;
            }
        }
    }
}

