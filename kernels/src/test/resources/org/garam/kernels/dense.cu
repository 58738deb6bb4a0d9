// 38 groups
KERNEL(4, 4) gemm_tiled_add_maximum_4d5dd2ee1d(GLOBAL const f32* left, const i64 left_offset, GLOBAL const f32* right, const i64 right_offset, GLOBAL const f32* extra0, const i64 extra0_offset, GLOBAL f32* out0, const i64 out0_offset)
{
    left += left_offset;
    right += right_offset;
    extra0 += extra0_offset;
    out0 += out0_offset;
    LOCAL_ARRAY(f32, left_tile, 320);
    LOCAL_ARRAY(f32, right_tile, 320);
    const i32 item = LOCAL_Y * 4 + LOCAL_X;
    const i32 first_column = GROUP_ID % 19 * 16;
    const i32 first_row = GROUP_ID / 19 % 2 * 16;
    const i32 slice = GROUP_ID / 38 % 1;
    const i32 batch = GROUP_ID / 38;
    const i32 end = 784;
    const i32 left_begin = 0;
    f32 left_next[16];
    const i32 right_begin = 0;
    f32 right_next[16];
    f32 sum[16];
    #pragma unroll
    for (i32 n = 0; n < 16; ++n) {
        sum[n] = 0;
    }
    i32 term = slice * 784;
    #pragma unroll
    for (i32 n = 0; n < 16; ++n) {
        const i32 at = first_row + (item + n * 16) / 16;
        const i32 at_term = term + (item + n * 16) % 16;
        left_next[n] = at_term < end ? left[left_begin + at * (784) + at_term * (1)] : 0;
    }
    #pragma unroll
    for (i32 n = 0; n < 16; ++n) {
        const i32 at = first_column + (item + n * 16) % 16;
        const i32 at_term = term + (item + n * 16) / 16;
        right_next[n] = at < 300 && at_term < end ? right[right_begin + at * (1) + at_term * (300)] : 0;
    }
    for (; term < end; term += 16) {
        #pragma unroll
        for (i32 n = 0; n < 16; ++n) {
            left_tile[((item + n * 16) % 16) * 20 + (item + n * 16) / 16] = left_next[n];
        }
        #pragma unroll
        for (i32 n = 0; n < 16; ++n) {
            right_tile[((item + n * 16) / 16) * 20 + (item + n * 16) % 16] = right_next[n];
        }
        BARRIER;
        #pragma unroll
        for (i32 n = 0; n < 16; ++n) {
            const i32 at = first_row + (item + n * 16) / 16;
            const i32 at_term = term + 16 + (item + n * 16) % 16;
            left_next[n] = at_term < end ? left[left_begin + at * (784) + at_term * (1)] : 0;
        }
        #pragma unroll
        for (i32 n = 0; n < 16; ++n) {
            const i32 at = first_column + (item + n * 16) % 16;
            const i32 at_term = term + 16 + (item + n * 16) / 16;
            right_next[n] = at < 300 && at_term < end ? right[right_begin + at * (1) + at_term * (300)] : 0;
        }
        for (i32 p = 0; p < 16; ++p) {
            f32 x[4];
            f32 y[4];
            #pragma unroll
            for (i32 i = 0; i < 4; ++i) {
                x[i] = left_tile[p * 20 + LOCAL_Y * 4 + i];
            }
            #pragma unroll
            for (i32 j = 0; j < 4; ++j) {
                y[j] = right_tile[p * 20 + LOCAL_X * 4 + j];
            }
            #pragma unroll
            for (i32 i = 0; i < 4; ++i) {
                #pragma unroll
                for (i32 j = 0; j < 4; ++j) {
                    sum[i * 4 + j] = FMA(x[i], y[j], sum[i * 4 + j]);
                }
            }
        }
        BARRIER;
    }
    #pragma unroll
    for (i32 i = 0; i < 4; ++i) {
        const i32 row = first_row + LOCAL_Y * 4 + i;
        #pragma unroll
        for (i32 j = 0; j < 4; ++j) {
            const i32 column = first_column + LOCAL_X * 4 + j;
            if (row < 32 && column < 300) {
                const f32 t0 = sum[i * 4 + j];
                const f32 t1 = extra0[column];
                const f32 t2 = t0 + t1;
                const f32 t3 = 0.0f;
                const f32 t4 = maximum_f32(t2, t3);
                out0[row * 300 + column] = t4;
            }
        }
    }
}

