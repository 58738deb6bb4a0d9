// 64 groups
KERNEL(128, 1) rows_reduce_max_subtract_exp_reduce_sum_a44f08327d(GLOBAL const f32* in0, const i64 in0_offset, GLOBAL f32* out0, const i64 out0_offset)
{
    in0 += in0_offset;
    out0 += out0_offset;
    const i32 row = GROUP_ID;
    f32 t1_rest = -F32_INFINITY;
    for (i32 column = LOCAL_X; column < 100; column += 128) {
        const f32 t0 = in0[row * 100 + column];
        t1_rest = maximum_f32(t1_rest, t0);
    }
    LOCAL_ARRAY(f32, t1_shared, 128);
    t1_shared[LOCAL_X] = t1_rest;
    BARRIER;
    for (i32 reach = 64; reach > 0; reach /= 2) {
        if (LOCAL_X < reach) {
            t1_shared[LOCAL_X] = maximum_f32(t1_shared[LOCAL_X], t1_shared[LOCAL_X + reach]);
        }
        BARRIER;
    }
    t1_rest = t1_shared[0];
    const f32 t1 = t1_rest;
    f32 t4_rest = 0.0f;
    for (i32 column = LOCAL_X; column < 100; column += 128) {
        const f32 t0 = in0[row * 100 + column];
        const f32 t2 = t0 - t1;
        const f32 t3 = exp(t2);
        t4_rest = t4_rest + t3;
    }
    LOCAL_ARRAY(f32, t4_shared, 128);
    t4_shared[LOCAL_X] = t4_rest;
    BARRIER;
    for (i32 reach = 64; reach > 0; reach /= 2) {
        if (LOCAL_X < reach) {
            t4_shared[LOCAL_X] = t4_shared[LOCAL_X] + t4_shared[LOCAL_X + reach];
        }
        BARRIER;
    }
    t4_rest = t4_shared[0];
    const f32 t4 = t4_rest;
    for (i32 column = LOCAL_X; column < 100; column += 128) {
        const f32 t0 = in0[row * 100 + column];
        const f32 t2 = t0 - t1;
        const f32 t3 = exp(t2);
        const f32 t5 = t3 / t4;
        out0[row * 100 + column] = t5;
    }
}

