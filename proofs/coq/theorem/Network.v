(** The network, its population loss and its gradients.

    k patches of dimension p. The teacher's second layer is [b], its shortcut weight [u], and its
    filter is the sum of [u] and the all-ones vector over sqrt p, a unit vector. The student's second layer is [a]
    and its filter the same sum for [w], divided by its length. The rows of the input are independent and standard
    normal; Gaussian.v has the integrals that make [moment] the matrix of E[s(Zv) s(Zv')'] for unit vectors v and v'
    that are [phi] apart, s the ReLU. *)

From Coq Require Import Reals Lra Lia.
Set Warnings "-ambiguous-paths".
From Coquelicot Require Import Coquelicot.
From Lemmabox.theorem Require Import Vectors Angle.
Local Open Scope R_scope.

(** Entry (i, j): g(phi)/(2 pi) on the diagonal, 1/(2 pi) off it. *)
Definition moment (phi : R) (i j : nat) : R := (if Nat.eqb j i then g phi else 1) / (2 * PI).

Definition form (k : nat) (m : nat -> nat -> R) (x y : vector) : R :=
  total k (fun i => x i * total k (fun j => m i j * y j)).

Lemma moment_row k phi i x : (i < k)%nat ->
  total k (fun j => moment phi i j * x j) = (total k x + (g phi - 1) * x i) / (2 * PI).
Proof.
  intros Hi. pose proof pi_bounds as Hpi.
  rewrite (total_ext k _ (fun j => / (2 * PI) * (x j + (if Nat.eqb j i then (g phi - 1) * x j else 0)))).
  - rewrite total_scale, total_plus, (total_single k i (fun _ => g phi - 1) x Hi). field. lra.
  - intros j _. unfold moment. destruct (Nat.eqb j i); field; lra.
Qed.

Lemma moment_form k phi x y :
  form k (moment phi) x y = (total k x * total k y + (g phi - 1) * dot k x y) / (2 * PI).
Proof.
  pose proof pi_bounds as Hpi. unfold form.
  rewrite (total_ext k _ (fun i => / (2 * PI) * (total k y * x i + (g phi - 1) * (x i * y i)))).
  - rewrite total_scale, total_plus, 2!total_scale. unfold dot. field. lra.
  - intros i Hi. rewrite moment_row by exact Hi. field. lra.
Qed.

(** The filter before normalisation, and after. *)
Definition shifted (p : nat) (w : vector) : vector := fun i => / sqrt (INR p) + w i.
Definition filter (p : nat) (w : vector) : vector := fun i => shifted p w i / norm p (shifted p w).

Section Network.

Context (k p : nat) (b u : vector).

Let v := shifted p u.

Definition cosine (w : vector) : R := dot p (filter p w) v.
Definition angle (w : vector) : R := acos (cosine w).

Definition loss (w a : vector) : R :=
  / 2 * (form k (moment 0) a a + form k (moment 0) b b - 2 * form k (moment (angle w)) a b).

Definition gradient_a (w a : vector) : vector := fun i =>
  total k (fun j => moment 0 i j * a j) - total k (fun j => moment (angle w) i j * b j).

Definition gradient_w (w a : vector) : vector := fun i =>
  - (dot k a b * (PI - angle w) / (2 * PI) * ((v i - cosine w * filter p w i) / norm p (shifted p w))).

Lemma loss_closed w a : loss w a =
  / (4 * PI) * (total k a ^ 2 + (PI - 1) * dot k a a + (total k b ^ 2 + (PI - 1) * dot k b b)
    - 2 * (total k a * total k b + (g (angle w) - 1) * dot k a b)).
Proof. pose proof pi_bounds as Hpi. unfold loss. rewrite !moment_form, g_0. field. lra. Qed.

Lemma gradient_a_closed w a i : (i < k)%nat -> gradient_a w a i =
  / (2 * PI) * (total k a + (PI - 1) * a i - total k b - (g (angle w) - 1) * b i).
Proof.
  intros Hi. pose proof pi_bounds as Hpi. unfold gradient_a. rewrite !moment_row, g_0 by exact Hi. field. lra.
Qed.

(** The loss in the difference of the second layers. *)
Lemma loss_difference w a : loss w a =
  / (4 * PI) * (total k (minus a b) ^ 2 + (PI - 1) * dot k (minus a b) (minus a b)
    + 2 * (PI - g (angle w)) * dot k a b).
Proof.
  pose proof pi_bounds as Hpi. rewrite loss_closed, dot_self_minus. unfold minus. rewrite total_minus. field. lra.
Qed.

Lemma loss_nonneg w a : 0 <= loss w a.
Proof.
  pose proof pi_bounds as Hpi. rewrite loss_closed.
  destruct (g_bounds (angle w)) as [G0 G1]; [apply acos_bound|]. set (c := g (angle w)) in *.
  pose proof (dot_self_nonneg k (minus a b)) as H. rewrite dot_self_minus in H.
  pose proof (dot_self_nonneg k (fun i => 1 * a i + 1 * b i)) as H'. rewrite dot_self_combination in H'.
  pose proof (pow2_ge_0 (total k a - total k b)) as S.
  apply Rmult_le_pos; [left; apply Rinv_0_lt_compat; lra|].
  assert (0 <= (PI - 1) * (dot k a a + dot k b b) - 2 * (c - 1) * dot k a b); [|nra].
  destruct (Rle_or_lt 0 (dot k a b)); nra.
Qed.

(** ** The gradient in a *)

Theorem loss_derive_a w a i : (i < k)%nat ->
  is_derive (fun t => loss w (replaced a i t)) (a i) (gradient_a w a i).
Proof.
  intros Hi. pose proof pi_bounds as Hpi.
  apply (is_derive_ext (fun t => / (4 * PI) * ((total k a + (t - a i)) ^ 2
    + (PI - 1) * (dot k a a + (t - a i) * (t + a i)) + (total k b ^ 2 + (PI - 1) * dot k b b)
    - 2 * ((total k a + (t - a i)) * total k b + (g (angle w) - 1) * (dot k a b + (t - a i) * b i))))).
  - intros t. rewrite loss_closed, total_replaced, dot_self_replaced, dot_replaced by exact Hi. reflexivity.
  - rewrite gradient_a_closed by exact Hi. auto_derive; [exact I|]. field. lra.
Qed.

(** ** The gradient in w, through the normalisation *)

Context (Hv : norm p v = 1).

Lemma teacher_unit : dot p v v = 1.
Proof. rewrite <- norm_square, Hv. ring. Qed.

Lemma filter_square w : 0 < norm p (shifted p w) -> dot p (filter p w) (filter p w) = 1.
Proof.
  intros H. unfold filter.
  rewrite (dot_ext p _ (fun i => / norm p (shifted p w) * shifted p w i)
    _ (fun i => / norm p (shifted p w) * shifted p w i)) by (intros; unfold Rdiv; ring).
  rewrite dot_scale_l, dot_scale_r, <- norm_square. field. lra.
Qed.

Lemma cosine_bounds w : -1 <= cosine w <= 1.
Proof.
  assert (H : cosine w ^ 2 <= 1); [|split; nra].
  destruct (Rle_lt_or_eq_dec _ _ (norm_nonneg p (shifted p w))) as [H|H].
  - apply Rle_trans with (1 := cauchy_schwarz p _ _). rewrite teacher_unit, filter_square by exact H. lra.
  - assert (E : dot p (shifted p w) (shifted p w) = 0) by (rewrite <- norm_square, <- H; ring).
    replace (cosine w) with 0; [lra|]. symmetry. unfold cosine.
    rewrite (dot_ext p _ (fun _ => 0) _ v) by
      (intros i Hi; try reflexivity; unfold filter; rewrite (dot_self_zero p _ E i Hi); unfold Rdiv; ring).
    rewrite dot_constant_l. ring.
Qed.

Lemma angle_bounds w : 0 <= angle w <= PI.
Proof. apply acos_bound. Qed.

Lemma cos_angle w : cos (angle w) = cosine w.
Proof. apply cos_acos, cosine_bounds. Qed.

(** Where the angle is 0 or pi, the two filters agree up to the sign. *)
Lemma aligned w : 0 < norm p (shifted p w) -> cosine w ^ 2 = 1 ->
  forall i, (i < p)%nat -> v i - cosine w * filter p w i = 0.
Proof.
  intros H E i Hi. apply (dot_self_zero p (fun i => v i - cosine w * filter p w i)); [|exact Hi].
  rewrite (dot_ext p _ (fun i => 1 * v i + - cosine w * filter p w i)
    _ (fun i => 1 * v i + - cosine w * filter p w i)) by (intros; ring).
  rewrite dot_self_combination, teacher_unit, filter_square, dot_sym by exact H.
  fold (cosine w). nra.
Qed.

(** What changes by at most a multiple of a function with derivative 0 has derivative 0. *)
Lemma flat_derive (f h : R -> R) t c : 0 < c -> (forall s, Rabs (f s - f t) <= c * Rabs (h s - h t)) ->
  is_derive h t 0 -> is_derive f t 0.
Proof.
  intros Hc H D. apply is_derive_Reals. apply is_derive_Reals in D. intros eps Heps.
  destruct (D (eps / c)) as [delta Hd]; [now apply Rdiv_lt_0_compat|].
  exists delta. intros s Hs Hsd. specialize (Hd s Hs Hsd). specialize (H (t + s)).
  rewrite Rminus_0_r in *. unfold Rdiv in *. rewrite Rabs_mult in *.
  assert (Hi : 0 < Rabs (/ s)) by (apply Rabs_pos_lt, Rinv_neq_0_compat, Hs).
  apply Rle_lt_trans with (c * Rabs (h (t + s) - h t) * Rabs (/ s)); [apply Rmult_le_compat_r; lra|].
  apply Rlt_le_trans with (c * (eps * / c)); [|right; field; lra].
  rewrite Rmult_assoc. now apply Rmult_lt_compat_l.
Qed.

Lemma kernel_of_cosine_derive c : -1 < c < 1 -> is_derive (fun c => g (acos c)) c (PI - acos c).
Proof.
  intros H.
  assert (D : is_derive acos c (-1 / sqrt (1 - c²))).
  { apply is_derive_Reals. rewrite <- (derive_pt_acos c H). apply derive_pt_eq_1 with (derivable_pt_acos c H).
    reflexivity. }
  assert (S : 0 < sqrt (1 - c²)) by (apply sqrt_lt_R0; unfold Rsqr; nra).
  replace (PI - acos c) with (-1 / sqrt (1 - c²) * (- (PI - acos c) * sin (acos c))).
  - apply (is_derive_comp g acos c); [apply g_derive | exact D].
  - rewrite sin_acos by lra. field. lra.
Qed.

Lemma kernel_of_cosine_lipschitz c d : -1 <= c <= 1 -> -1 <= d <= 1 ->
  Rabs (g (acos c) - g (acos d)) <= PI * Rabs (c - d).
Proof.
  assert (W : forall c d, -1 <= c <= 1 -> -1 <= d <= 1 -> acos c <= acos d ->
    Rabs (g (acos c) - g (acos d)) <= PI * Rabs (c - d)).
  { intros x y Hx Hy H. pose proof (acos_bound x) as Bx. pose proof (acos_bound y) as By. pose proof pi_bounds as Hpi.
    destruct (g_against_cosine (acos x) (acos y)) as [G0 G1]; try lra.
    rewrite !cos_acos in G1 by assumption. rewrite Rabs_pos_eq by exact G0.
    apply Rle_trans with (1 := G1). apply Rmult_le_compat_l; [lra | apply Rle_abs]. }
  intros Hc Hd. destruct (Rle_or_lt (acos c) (acos d)) as [H|H]; [now apply W|].
  rewrite Rabs_minus_sym, (Rabs_minus_sym c). apply W; lra.
Qed.

Lemma cosine_replaced w i t : (i < p)%nat -> cosine (replaced w i t) =
  (dot p (shifted p w) v + (t - w i) * v i)
  / sqrt (dot p (shifted p w) (shifted p w) + (t - w i) * (t + w i + 2 * / sqrt (INR p))).
Proof.
  intros Hi. set (s := shifted p w).
  assert (E : forall j, shifted p (replaced w i t) j = replaced s i (t + / sqrt (INR p)) j).
  { intros j. unfold shifted, replaced, s, shifted. destruct (Nat.eqb j i); ring. }
  assert (N : norm p (shifted p (replaced w i t)) =
    sqrt (dot p s s + (t - w i) * (t + w i + 2 * / sqrt (INR p)))).
  { rewrite (norm_ext p _ _ (fun j _ => E j)). unfold norm. rewrite dot_self_replaced by exact Hi. f_equal.
    unfold s, shifted. ring. }
  unfold cosine, filter. rewrite N. set (d := sqrt _).
  rewrite (dot_ext p _ (fun j => / d * replaced s i (t + / sqrt (INR p)) j) _ v)
    by (intros; try rewrite E; unfold Rdiv; ring).
  rewrite dot_scale_l, dot_replaced by exact Hi. unfold s at 2, shifted. unfold Rdiv. ring.
Qed.

Lemma cosine_shifted w : cosine w = dot p (shifted p w) v / norm p (shifted p w).
Proof.
  unfold cosine, filter.
  rewrite (dot_ext p _ (fun i => / norm p (shifted p w) * shifted p w i) _ v) by (intros; unfold Rdiv; ring).
  rewrite dot_scale_l. unfold Rdiv. ring.
Qed.

Lemma cosine_derive w i : (i < p)%nat -> 0 < norm p (shifted p w) ->
  is_derive (fun t => cosine (replaced w i t)) (w i) ((v i - cosine w * filter p w i) / norm p (shifted p w)).
Proof.
  intros Hi H.
  apply (is_derive_ext (fun t => (dot p (shifted p w) v + (t - w i) * v i)
    / sqrt (dot p (shifted p w) (shifted p w) + (t - w i) * (t + w i + 2 * / sqrt (INR p))))).
  { intros t. symmetry. now apply cosine_replaced. }
  rewrite cosine_shifted. unfold filter. set (l := norm p (shifted p w)) in *. set (d := dot p (shifted p w) v).
  assert (El : dot p (shifted p w) (shifted p w) = l ^ 2) by (unfold l; now rewrite norm_square).
  rewrite El. assert (P : 0 < l ^ 2) by (apply pow_lt; exact H).
  assert (Z : forall x, l ^ 2 + (w i + - w i) * x = l ^ 2) by (intros; ring).
  auto_derive.
  - rewrite Z. split; [exact P|]. split; [|exact I]. rewrite sqrt_pow2 by lra. apply Rgt_not_eq. exact H.
  - rewrite Z, sqrt_pow2 by lra. change (shifted p w i) with (/ sqrt (INR p) + w i).
    generalize (/ sqrt (INR p)). intros e. field. lra.
Qed.

Theorem loss_derive_w w a i : (i < p)%nat -> 0 < norm p (shifted p w) ->
  is_derive (fun t => loss (replaced w i t) a) (w i) (gradient_w w a i).
Proof.
  intros Hi H. pose proof pi_bounds as Hpi. pose proof (cosine_derive w i Hi H) as C.
  set (slope := (v i - cosine w * filter p w i) / norm p (shifted p w)) in *.
  assert (E : forall f : R -> R, f (cosine (replaced w i (w i))) = f (cosine w)).
  { intros f. rewrite cosine_replaced, cosine_shifted by exact Hi.
    replace (w i - w i) with 0 by ring. rewrite !Rmult_0_l, !Rplus_0_r. reflexivity. }
  assert (K : is_derive (fun t => g (angle (replaced w i t))) (w i) ((PI - angle w) * slope)).
  { pose proof (cosine_bounds w) as B. destruct (Req_dec (cosine w ^ 2) 1) as [E1|E1].
    - assert (Z : slope = 0) by (unfold slope; rewrite (aligned w H E1 i Hi); unfold Rdiv; ring).
      rewrite Z in C |- *. rewrite Rmult_0_r. apply (flat_derive _ _ _ PI) with (3 := C); [lra|].
      intros s. apply kernel_of_cosine_lipschitz; apply cosine_bounds.
    - rewrite Rmult_comm. apply (is_derive_comp (fun c => g (acos c)) (fun t => cosine (replaced w i t)));
        [|exact C].
      rewrite (E (fun c => c)). apply kernel_of_cosine_derive. nra. }
  apply (is_derive_ext (fun t => / (4 * PI) * (total k a ^ 2 + (PI - 1) * dot k a a
    + (total k b ^ 2 + (PI - 1) * dot k b b)
    - 2 * (total k a * total k b + (g (angle (replaced w i t)) - 1) * dot k a b)))).
  { intros t. symmetry. apply loss_closed. }
  unfold gradient_w. fold slope.
  set (f := fun t => g (angle (replaced w i t))) in *.
  change (is_derive (fun t => / (4 * PI) * (total k a ^ 2 + (PI - 1) * dot k a a
    + (total k b ^ 2 + (PI - 1) * dot k b b)
    - 2 * (total k a * total k b + (f t - 1) * dot k a b))) (w i)
    (- (dot k a b * (PI - angle w) / (2 * PI) * slope))).
  assert (X : ex_derive f (w i)) by (eexists; exact K).
  auto_derive; [exact X|]. change (Derive (fun t => f t) (w i)) with (Derive f (w i)).
  rewrite (is_derive_unique f _ _ K). field. lra.
Qed.

End Network.
