(** Gradient descent on the network, and the three scalars that carry it.

    A step takes the gradients at the present weights, moves both layers, and normalises the filter. The sum
    s = 1'b 1'a - (1'b)^2, the product r of a and b, and the angle phi of the two filters after the step are functions
    of the same three before it. *)

From Coq Require Import Reals Lra Lia.
Set Warnings "-ambiguous-paths".
From Coquelicot Require Import Coquelicot.
From Lemmabox.theorem Require Import Vectors Angle Network.
Local Open Scope R_scope.

Section Descent.

Context (k p : nat) (b u : vector) (Hv : norm p (shifted p u) = 1).

Let v := shifted p u.
Let n := dot k b b.
Let sq := total k b ^ 2.

(** One step, with the step sizes [ea] and [ew]. *)
Definition next_a (ea : R) (w a : vector) : vector := fun i => a i - ea * gradient_a k p b u w a i.
Definition moved (ew : R) (w a : vector) : vector := fun i => w i - ew * gradient_w k p b u w a i.
Definition next_w (ew : R) (w a : vector) : vector := fun i => filter p (moved ew w a) i - / sqrt (INR p).

(** The step size of w may change with time; the weights are the pair (w, a). *)
Fixpoint descent (ea : R) (ew : nat -> R) (start : vector * vector) (t : nat) : vector * vector :=
  match t with
  | O => start
  | S t => let (w, a) := descent ea ew start t in (next_w (ew t) w a, next_a ea w a)
  end.

Definition excess (a : vector) : R := total k b * total k a - sq.
Definition product (a : vector) : R := dot k a b.

(** ** The second layer *)

(** The distance to the teacher's second layer is multiplied by I - ea A(0) and driven by the angle. *)
Theorem next_a_closed ea w a i : (i < k)%nat -> next_a ea w a i - b i =
  (1 - ea * (PI - 1) / (2 * PI)) * (a i - b i) - ea / (2 * PI) * total k (minus a b)
  - ea * (PI - g (angle p u w)) / (2 * PI) * b i.
Proof.
  intros Hi. pose proof pi_bounds as Hpi. unfold next_a, minus.
  rewrite gradient_a_closed, total_minus by exact Hi. field. lra.
Qed.

Lemma next_a_dot ea w a x : dot k (next_a ea w a) x =
  (1 - ea * (PI - 1) / (2 * PI)) * dot k a x
  + ea / (2 * PI) * ((g (angle p u w) - 1) * dot k b x + (total k b - total k a) * total k x).
Proof.
  pose proof pi_bounds as Hpi.
  rewrite (dot_ext k _ (fun i => (1 - ea * (PI - 1) / (2 * PI)) * a i
    + (ea / (2 * PI) * (g (angle p u w) - 1) * b i + ea / (2 * PI) * (total k b - total k a))) _ x).
  - rewrite !dot_plus_l, !dot_scale_l, dot_constant_l. ring.
  - intros i Hi. unfold next_a. rewrite gradient_a_closed by exact Hi. field. lra.
  - reflexivity.
Qed.

Theorem excess_step ea w a : excess (next_a ea w a) =
  (1 - ea * (INR k + PI - 1) / (2 * PI)) * excess a - ea * (PI - g (angle p u w)) * sq / (2 * PI).
Proof.
  pose proof pi_bounds as Hpi. pose proof (next_a_dot ea w a (fun _ => 1)) as E.
  rewrite !dot_constant_r, total_constant in E. unfold excess, sq.
  replace (total k (next_a ea w a)) with (1 * total k (next_a ea w a)) by ring. rewrite E. field. lra.
Qed.

Theorem product_step ea w a : product (next_a ea w a) =
  (1 - ea * (PI - 1) / (2 * PI)) * product a + ea / (2 * PI) * ((g (angle p u w) - 1) * n - excess a).
Proof. unfold product, excess, sq. rewrite next_a_dot. fold n. ring. Qed.

(** ** The filter *)

(** The angle's increment before the arctangent. *)
Definition turn (ew r phi : R) : R := ew * r * (PI - phi) * sin phi / (2 * PI).

Section Unit.

Context (ew : R) (w a : vector) (Hw : norm p (shifted p w) = 1).

Let phi := angle p u w.
Let beta := ew * product a * (PI - phi) / (2 * PI).

Lemma teacher : dot p v v = 1.
Proof. exact (teacher_unit p u Hv). Qed.

Lemma sine_square : sin phi ^ 2 = 1 - cosine p u w ^ 2.
Proof.
  pose proof (sin2_cos2 phi) as H. unfold Rsqr in H. unfold phi in *. rewrite (cos_angle p u Hv) in H. nra.
Qed.

Lemma moved_shifted i : shifted p (moved ew w a) i = (1 - beta * cosine p u w) * shifted p w i + beta * v i.
Proof.
  pose proof pi_bounds as Hpi. unfold shifted at 1, moved, gradient_w, filter. rewrite Hw.
  fold (product a) phi v. unfold beta, shifted.
  generalize (/ sqrt (INR p)). intros e. field. lra.
Qed.

Lemma cosine_unit : dot p (shifted p w) v = cosine p u w.
Proof. rewrite (cosine_shifted p u), Hw. unfold v. field. Qed.

Lemma moved_square : dot p (shifted p (moved ew w a)) (shifted p (moved ew w a)) = 1 + (beta * sin phi) ^ 2.
Proof.
  rewrite (dot_ext p _ _ _ _ (fun i _ => moved_shifted i) (fun i _ => moved_shifted i)).
  rewrite dot_self_combination, cosine_unit, <- norm_square, Hw. fold v.
  rewrite teacher, Rpow_mult_distr, sine_square. ring.
Qed.

Lemma moved_long : 0 < norm p (shifted p (moved ew w a)).
Proof.
  unfold norm. rewrite moved_square. apply sqrt_lt_R0. pose proof (pow2_ge_0 (beta * sin phi)). lra.
Qed.

(** The normalisation is one, and never divides by zero. *)
Theorem next_w_unit : norm p (shifted p (next_w ew w a)) = 1.
Proof.
  rewrite (norm_ext p _ (filter p (moved ew w a))) by (intros; unfold shifted, next_w; ring).
  unfold norm. rewrite filter_square by exact moved_long. apply sqrt_1.
Qed.

(** The angle turns by an arctangent and is folded into [0, pi]. *)
Theorem angle_step : angle p u (next_w ew w a) = fold (phi - atan (turn ew (product a) phi)).
Proof.
  pose proof pi_bounds as Hpi. pose proof (angle_bounds p u w) as Hphi. fold phi in Hphi.
  assert (Hx : turn ew (product a) phi = beta * sin phi) by (unfold turn, beta; field; lra).
  rewrite Hx. set (x := beta * sin phi).
  rewrite <- arccos_cosine.
  2: { pose proof (atan_bound x). apply Rabs_le. lra. }
  unfold angle. f_equal.
  rewrite cosine_shifted, next_w_unit.
  rewrite (dot_ext p _ (filter p (moved ew w a)) _ (shifted p u)) by (intros; unfold shifted, next_w; ring).
  change (dot p (filter p (moved ew w a)) (shifted p u)) with (cosine p u (moved ew w a)).
  rewrite cosine_shifted.
  rewrite (dot_ext p _ _ _ (shifted p u) (fun i _ => moved_shifted i)) by reflexivity.
  rewrite dot_plus_l, !dot_scale_l. fold v. rewrite cosine_unit. rewrite teacher.
  unfold norm. rewrite moved_square. fold x.
  rewrite cos_minus, cos_atan, sin_atan. unfold phi at 1. rewrite (cos_angle p u Hv).
  replace (1 + x ^ 2) with (1 + x²) by (unfold Rsqr; ring).
  assert (S : 0 < sqrt (1 + x²)) by (apply sqrt_lt_R0; pose proof (Rle_0_sqr x); lra).
  assert (E : x * sin phi = beta * (1 - cosine p u w ^ 2)) by (unfold x; rewrite <- sine_square; ring).
  replace (cosine p u w * (1 / sqrt (1 + x²)) + sin phi * (x / sqrt (1 + x²)))
    with ((cosine p u w + x * sin phi) / sqrt (1 + x²)) by (field; lra).
  rewrite E. field. lra.
Qed.

(** The distance of two unit filters, hence of their shortcut weights, is a chord of the angle. *)
Lemma distance_square : dot p (minus w u) (minus w u) = 2 - 2 * cos phi.
Proof.
  rewrite (dot_ext p _ (minus (shifted p w) v) _ (minus (shifted p w) v))
    by (intros; unfold minus, v, shifted; ring).
  rewrite dot_self_minus, cosine_unit, <- norm_square, Hw. unfold phi.
  rewrite teacher, (cos_angle p u Hv). ring.
Qed.

Theorem distance_below_angle : norm p (minus w u) <= phi.
Proof.
  pose proof (angle_bounds p u w) as H. fold phi in H. apply norm_le; [lra|]. rewrite distance_square.
  assert (G : cos 0 + 0 ^ 2 / 2 <= cos phi + phi ^ 2 / 2); [|rewrite cos_0 in G; lra].
  apply (growth (fun t => cos t + t ^ 2 / 2) (fun t => t - sin t)); [lra | |].
  - intros t _. auto_derive; [exact I | field].
  - intros t Ht. pose proof (sine_below t). lra.
Qed.

End Unit.

Theorem descent_unit ea ew w0 a0 t : norm p (shifted p w0) = 1 ->
  norm p (shifted p (fst (descent ea ew (w0, a0) t))) = 1.
Proof.
  intros H. induction t as [|t IH]; [exact H|]. simpl. destruct (descent ea ew (w0, a0) t) as [w a].
  cbn [fst] in *. now apply next_w_unit.
Qed.

End Descent.
