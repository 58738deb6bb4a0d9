KERNEL(2, 2) gemm_partial_90c56a362a(GLOBAL const f32* left, const i64 left_offset, GLOBAL const f32* right, const i64 right_offset, GLOBAL f32* partial, const i64 partial_offset)
{
    left += left_offset;
    right += right_offset;
    partial += partial_offset;
    LOCAL_ARRAY(f32, left_tile, 64);
    LOCAL_ARRAY(f32, right_tile, 64);
    const i32 item = LOCAL_Y * 2 + LOCAL_X;
    const i32 first_column = GROUP_ID % 2 * 4;
    const i32 first_row = GROUP_ID / 2 % 2 * 4;
    const i32 slice = GROUP_ID / 4 % 2;
    const i32 end = slice * 8 + 8 < 6 ? slice * 8 + 8 : 6;
    const i32 left_begin = 0;
    f32 left_next[8];
    const i32 right_begin = 0;
    f32 right_next[8];
    f32 sum[4];
    #pragma unroll
    for (i32 n = 0; n < 4; ++n) {
        sum[n] = 0;
    }
    i32 term = slice * 8;
    #pragma unroll
    for (i32 n = 0; n < 8; ++n) {
        const i32 at = first_row + (item + n * 4) / 8;
        const i32 at_term = term + (item + n * 4) % 8;
        left_next[n] = at < 5 && at_term < end ? left[left_begin + at * 6 + at_term] : 0;
    }
    #pragma unroll
    for (i32 n = 0; n < 8; ++n) {
        const i32 at = first_column + (item + n * 4) % 4;
        const i32 at_term = term + (item + n * 4) / 4;
        right_next[n] = at < 7 && at_term < end ? right[right_begin + at + at_term * 7] : 0;
    }
    for (; term < end; term += 8) {
        #pragma unroll
        for (i32 n = 0; n < 8; ++n) {
            left_tile[((item + n * 4) % 8) * 8 + (item + n * 4) / 8] = left_next[n];
        }
        #pragma unroll
        for (i32 n = 0; n < 8; ++n) {
            right_tile[((item + n * 4) / 4) * 8 + (item + n * 4) % 4] = right_next[n];
        }
        BARRIER;
        #pragma unroll
        for (i32 n = 0; n < 8; ++n) {
            const i32 at = first_row + (item + n * 4) / 8;
            const i32 at_term = term + 8 + (item + n * 4) % 8;
            left_next[n] = at < 5 && at_term < end ? left[left_begin + at * 6 + at_term] : 0;
        }
        #pragma unroll
        for (i32 n = 0; n < 8; ++n) {
            const i32 at = first_column + (item + n * 4) % 4;
            const i32 at_term = term + 8 + (item + n * 4) / 4;
            right_next[n] = at < 7 && at_term < end ? right[right_begin + at + at_term * 7] : 0;
        }
        for (i32 p = 0; p < 8; ++p) {
            f32 x[2];
            f32 y[2];
            #pragma unroll
            for (i32 i = 0; i < 2; ++i) {
                x[i] = left_tile[p * 8 + LOCAL_Y * 2 + i];
            }
            #pragma unroll
            for (i32 j = 0; j < 2; ++j) {
                y[j] = right_tile[p * 8 + LOCAL_X * 2 + j];
            }
            #pragma unroll
            for (i32 i = 0; i < 2; ++i) {
                #pragma unroll
                for (i32 j = 0; j < 2; ++j) {
                    sum[i * 2 + j] = FMA(x[i], y[j], sum[i * 2 + j]);
                }
            }
        }
        BARRIER;
    }
    #pragma unroll
    for (i32 i = 0; i < 2; ++i) {
        const i32 row = first_row + LOCAL_Y * 2 + i;
        #pragma unroll
        for (i32 j = 0; j < 2; ++j) {
            const i32 column = first_column + LOCAL_X * 2 + j;
            if (row < 5 && column < 7) {
                partial[slice * 35 + row * 7 + column] = sum[i * 2 + j];
            }
        }
    }
}

KERNEL(16, 1) gemm_sum_add_e922f660a5(GLOBAL f32* partial, const i64 partial_offset, GLOBAL const f32* extra0, const i64 extra0_offset, GLOBAL f32* out0, const i64 out0_offset)
{
    partial += partial_offset;
    extra0 += extra0_offset;
    out0 += out0_offset;
    const i32 item = (i32) GROUP_ID * 16 + LOCAL_X;
    if (item < 35) {
        f32 sum = partial[item];
        for (i32 slice = 1; slice < 2; ++slice) {
            sum = sum + partial[slice * 35 + item];
        }
        const i32 at1 = item % 7;
        const i32 at_over1 = item / 7;
        const f32 t0 = sum;
        const f32 t1 = extra0[at1];
        const f32 t2 = t0 + t1;
        out0[at_over1 * 7 + at1] = t2;
    }
}
